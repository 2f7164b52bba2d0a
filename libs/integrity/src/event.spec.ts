import { readFileSync } from 'node:fs';
import {
  allKeys,
  bytesFrom,
  countingRandomness,
  LANDLORD,
  SUSPECT,
  noKeys,
  recorded,
  seizure,
} from '../test/recordings.js';
import { ACTOR_NAME, commitmentOf } from './commitment.js';
import { sha256 } from './hashing.js';
import { disclosuresOf, eventHash, openFacts, recordEvent } from './event.js';

const secret = bytesFrom(0, 32);
const nonce = bytesFrom(160, 12);
const golden = recordEvent((count) => (count === 32 ? secret : nonce), seizure);
const [event] = recorded([{ exhibitRef: 'AB/1', from: 'Jörg Möbius', keeper: 'A. Landlord' }]);

describe('the format of an event, which can never change', () => {
  it('seals, commits and hashes the golden event to these very bytes', () => {
    expect(golden.data).toEqual({
      exhibitRef: 'AB/1',
      photographs: 3,
      from: { sealed: 'oKGio6SlpqeoqaqrdjEwoIR-QVmA0K67RgdUHBCjtJex3IUMO9Fi4xIwnQ', subject: SUSPECT },
    });
    expect(golden.secret).toBe('AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8');
    expect(golden.commitments).toEqual([
      '0ZXRyCURuGovcD-NW10srQTiDs51jFGuRahzHQzvJok',
      'UlFe9q_YRyVRcfclCEaoT4SJtJF7IV1PNeON3gpOH28',
      '_mxNiza6g7QcUfTE0VRR97oCqKTeHyTfV89hyklCajw',
      'iPnfrGhwWFZsguo-4lcEHBx8FMTfzV_mp-0X14hMiVk',
      'jYz7xf7lDZG5_Vc0gFNa86Y0HfqRhgFVc8tG-yc0dPE',
      'kbTgtZ8v-KBOQ2CkntqWEKvDkt4c996IcpRDFUd5t8Y',
      'lXEKNIoW2LcrHNbISlRhKgbMqCs1q7fAPGCVnr8mcJY',
    ]);
    expect(golden.hash).toBe('oFL-wwymXDWviZMS2BMGeUO8iehK9ZtR-bJU_5yphHw');
  });

  it('is what docs/event-format.md shows', () => {
    const document = readFileSync(new URL('../../../docs/event-format.md', import.meta.url), 'utf8');
    const salts = disclosuresOf(golden, allKeys).map(({ salt }) => salt);
    const shown = [golden.hash, golden.secret, ...golden.commitments, ...salts];
    expect(shown.filter((text) => !document.includes(text))).toEqual([]);
    const [, envelope = ''] = /```json\n(.*)\n```/.exec(document) ?? [];
    expect(sha256(`continuity/event/v1\n${envelope}`)).toBe(golden.hash);
  });

  it('covers a supervisor who stood in', () => {
    const stoodIn = { ...golden, actor: { ...golden.actor, onBehalfOf: 'bell' } };
    expect(eventHash(stoodIn)).toBe('IehdX7HYy2yL2UvjmXV8KnqfXcdvXETrOACWK_FuNbE');
  });
});

describe('the hash of an event', () => {
  it('does not depend on the order in which anything was written down', () => {
    const { id, name, role, force, unit } = golden.actor;
    expect(eventHash({ ...golden, actor: { unit, name, id, force, role } })).toBe(golden.hash);
  });

  it('covers commitments, not values, so that any field can be withheld', () => {
    expect(eventHash({ ...golden, data: {}, secret: '', fingerprint: '' } as typeof golden)).toBe(golden.hash);
  });

  it('is the same for a party that may not learn who the officer was', () => {
    const { id, role, force, unit } = golden.actor;
    expect(eventHash({ ...golden, actor: { id, role, force, unit } })).toBe(golden.hash);
  });

  it.each(['id', 'role', 'force', 'unit', 'onBehalfOf'])("covers the actor's %s", (part) => {
    expect(eventHash({ ...golden, actor: { ...golden.actor, [part]: 'another' } })).not.toBe(golden.hash);
  });

  it('covers whatever an actor is made to hold', () => {
    const promoted = { ...golden, actor: JSON.parse('{"__proto__":"chief constable"}') as object };
    Object.assign(promoted.actor, golden.actor);
    expect(eventHash(promoted as typeof golden)).not.toBe(golden.hash);
  });

  it.each([
    ['a revision that is not a number', { revision: NaN }],
    ['a schema that is no integer', { schema: 1.5 }],
    ['half of a surrogate pair', { type: 'DeviceSeized\ud800' }],
  ])('refuses %s', (_what, change) => {
    expect(() => eventHash({ ...golden, ...change })).toThrow();
  });

  it('takes a backslash before "ud" for what it is', () => {
    expect(eventHash({ ...golden, type: 'C:\\udvar' })).toHaveLength(43);
  });
});

describe('recording an event', () => {
  it('keeps no personal value readable', () => {
    expect(JSON.stringify(golden)).not.toContain('Möbius');
  });

  it('leaves out a fact that was not given', () => {
    const { data, commitments } = recordEvent(countingRandomness(), {
      ...seizure,
      facts: { exhibitRef: 'AB/1', imei: undefined },
    });
    expect(Object.keys(data)).toEqual(['exhibitRef']);
    expect(commitments).toHaveLength(4);
  });

  it('commits to a field called __proto__ like to any other', () => {
    const facts = JSON.parse('{"__proto__":"AB/1"}') as { exhibitRef: string };
    const { data } = recordEvent(countingRandomness(), { ...seizure, facts });
    expect(Object.entries(data)).toEqual([['__proto__', 'AB/1']]);
  });

  it('takes another secret, hence another hash, each time', () => {
    const random = countingRandomness();
    expect(recordEvent(random, seizure).hash).not.toBe(recordEvent(random, seizure).hash);
  });

  it('hides how often an officer writes the same: equal fields of two events have nothing in common', () => {
    const [one, two] = recorded([{ kind: 'phone' }, { kind: 'phone' }]);
    expect(one?.commitments.filter((digest) => two?.commitments.includes(digest))).toEqual([]);
  });

  it('refuses a readable fact in the shape of a sealed one, which nobody could tell from an erased one', () => {
    const facts = { exhibitRef: { sealed: 'AAAA', subject: SUSPECT } };
    expect(() => recordEvent(countingRandomness(), { ...seizure, facts })).toThrow('exhibitRef');
  });

  it('refuses a fact under the name that is kept for the name of the actor', () => {
    const facts = { [ACTOR_NAME]: 'DC Nadia Aziz' };
    expect(() => recordEvent(countingRandomness(), { ...seizure, facts })).toThrow('actor.name');
  });

  it.each([0, 16, 31, 33])('refuses a secret of %i bytes', (length) => {
    expect(() => recordEvent(() => bytesFrom(0, length), seizure)).toThrow(RangeError);
  });
});

describe('opening the facts', () => {
  it('gives back what was recorded', () => {
    expect(openFacts(golden, allKeys)).toEqual({ facts: seizure.facts, erased: [] });
  });

  it('names what was erased and gives the rest', () => {
    const onlyLandlord = (subject: string) => (subject === LANDLORD ? allKeys(subject) : undefined);
    expect(event && openFacts(event, onlyLandlord)).toEqual({
      facts: { exhibitRef: 'AB/1', keeper: 'A. Landlord' },
      erased: ['from'],
    });
  });
});

describe('the disclosures of an event', () => {
  it('each digest to one of its commitments', () => {
    const digests = disclosuresOf(golden, allKeys).map(commitmentOf);
    expect(digests).toHaveLength(4);
    expect(golden.commitments).toEqual(expect.arrayContaining(digests));
  });

  it("tell the actor's name by itself, under a name that no fact has", () => {
    const named = disclosuresOf(golden, noKeys).filter(({ name }) => name === 'actor.name');
    expect(named.map(({ value }) => value)).toEqual(['DC Tom Whitlock']);
    expect(golden.commitments).toEqual(expect.arrayContaining(named.map(commitmentOf)));
  });

  it('have none of an erased field any more', () => {
    expect(disclosuresOf(golden, noKeys).map(({ name }) => name)).toEqual(['actor.name', 'exhibitRef', 'photographs']);
  });

  it('tell one field and leave the others to nobody to guess: no salt is used twice', () => {
    const salts = disclosuresOf(golden, allKeys).map(({ salt }) => salt);
    expect(new Set(salts).size).toBe(4);
  });
});
