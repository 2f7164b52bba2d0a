import fc from 'fast-check';
import { allKeys, bytesFrom, LANDLORD, SUSPECT, noKeys, recorded, STREAM } from '../test/recordings.js';
import { canonical } from './canonical.js';
import { checkStream, type Damage } from './chain.js';
import { ACTOR_NAME, commitmentOf, commitmentOfSecret, saltOf } from './commitment.js';
import { eventHash, type RecordedEvent } from './event.js';
import { type Json, type JsonObject } from './json.js';

const FACTS = [
  { exhibitRef: 'AB/1', sealNumber: 'S100', from: 'Jörg Möbius', keeper: 'A. Landlord' },
  { to: 'bell', sealNumber: 'S100' },
  {},
  { location: 'Property Store', sealNumberSeen: 'S100', shelf: 7 },
  { purpose: 'examination' },
];
const stored = recorded(FACTS);
const elsewhere = recorded(FACTS).map((event) => withHash({ ...event, stream: 'exhibit-another' }));

const check = (events: readonly RecordedEvent[], keyOf = allKeys) => checkStream(STREAM, events, keyOf);
const told = (damage: readonly Damage[]) => damage.map(({ kind, revision, field }) => [kind, revision, field]);
const at = (revision: number): RecordedEvent => {
  const event = stored[revision];
  if (!event) throw new Error(`The stream has no revision ${revision}`);
  return event;
};

/** The stored stream after somebody with access to the store had changed one event. */
const changed = (revision: number, change: Partial<Record<keyof RecordedEvent, unknown>>): readonly RecordedEvent[] =>
  stored.map((event) => (event.revision === revision ? ({ ...event, ...change } as RecordedEvent) : event));
const withFact = (revision: number, facts: JsonObject) =>
  changed(revision, { data: { ...at(revision).data, ...facts } });
const without = (record: object, name: string) =>
  Object.fromEntries(Object.entries(record).filter(([key]) => key !== name));
const renamed = (revision: number, name: unknown) => changed(revision, { actor: { ...at(revision).actor, name } });
function withHash(event: RecordedEvent): RecordedEvent {
  return { ...event, hash: eventHash(event) };
}

describe('a stream as it was recorded', () => {
  it('has no damage', () => expect(check(stored)).toEqual([]));

  it('has no damage when every key was destroyed: erasing is not altering', () => {
    expect(check(stored, noKeys)).toEqual([]);
  });

  it('has no damage when it is empty', () => expect(check([])).toEqual([]));

  it('looks whole when its end was cut off, which only the sealed log can show', () => {
    expect(check(stored.slice(0, 3))).toEqual([]);
  });
});

describe('a changed envelope', () => {
  const other = 'something else';
  it.each<[keyof RecordedEvent, unknown, string]>([
    ['id', '2b1f8a0e-94f3-4c0b-8e55-999999999999', 'id'],
    ['stream', 'exhibit-another', 'stream'],
    ['revision', 99, 'revision'],
    ['revision', 0, 'revision'],
    ['prev', at(0).hash, 'prev'],
    ['hash', at(0).hash, 'hash'],
    ['secret', at(0).secret, 'secret'],
    ['fingerprint', other, 'fingerprint'],
  ])('is found and named: %s is now %j', (name, value, field) => {
    const revision = name === 'revision' ? value : 3;
    expect(told(check(changed(3, { [name]: value })))).toEqual([['altered', revision, field]]);
  });

  it('is found and named: one of its commitments is gone', () => {
    const { commitments } = at(3);
    for (const gone of commitments) {
      const damage = told(check(changed(3, { commitments: commitments.filter((digest) => digest !== gone) })));
      expect(damage[0]).toEqual(['altered', 3, 'commitments']);
    }
    // Revision 2 has no facts: there, only the name of its actor shows that its id is the right one.
    for (const event of [at(2), at(3)]) {
      const secret = commitmentOfSecret(event.secret, event.id);
      const rest = event.commitments.filter((digest) => digest !== secret);
      expect(told(check(changed(event.revision, { commitments: rest })))).toEqual([
        ['altered', event.revision, 'commitments'],
      ]);
    }
  });

  it('is found and named: its commitments are those of another event', () => {
    expect(told(check(changed(3, { commitments: at(0).commitments })))[0]).toEqual(['altered', 3, 'commitments']);
  });

  it.each<[keyof RecordedEvent, unknown]>([
    ['commitments', [...at(3).commitments].reverse()],
    ['type', 'DeviceReturned'],
    ['schema', 2],
    ['actor', { ...at(3).actor, onBehalfOf: 'hart' }],
    ['actor', { ...at(3).actor, rank: 'sergeant' }],
    ['actor', without(at(3).actor, 'unit')],
    ['occurredAt', '2026-01-14T06:12:00.001Z'],
    ['recordedAt', '2026-01-14T06:13:41.251Z'],
    ['caseId', other],
    ['commandId', other],
    ['correlationId', other],
    ['causationId', other],
  ])('is found where only the hash holds it, which does not tell which part: %s is now %j', (name, value) => {
    expect(told(check(changed(3, { [name]: value })))).toEqual([['altered', 3, undefined]]);
  });

  it.each(Object.keys(at(3)) as (keyof RecordedEvent)[])('is found: %s was taken out', (name) => {
    expect(told(check(changed(3, { [name]: undefined })))).toContainEqual([
      'altered',
      name === 'revision' ? undefined : 3,
      name,
    ]);
  });

  it('of the last event is found too, though no event beside it tells which part', () => {
    const last = stored.length - 1;
    expect(told(check(changed(last, { hash: at(0).hash })))).toEqual([['altered', last, undefined]]);
    expect(told(check(changed(last, { stream: 'exhibit-another' })))).toEqual([['altered', last, 'stream']]);
  });

  it.each([
    ['revision', NaN],
    ['revision', '3'],
    ['schema', 1.5],
    ['type', 'half \ud800'],
    ['actor', null],
    ['actor', 'text'],
    ['actor', []],
    ['actor', undefined],
    ['commitments', null],
    ['commitments', 'text'],
    ['commitments', 5],
    ['data', null],
    ['data', 'text'],
    ['secret', ''],
    ['secret', { toString: [] }],
    ['fingerprint', { toString: [] }],
    ['id', { toString: [] }],
  ])('to what no event can hold is found, not crashed on: %s is %j', (name, value) => {
    const damage = check(changed(3, { [name]: value })).filter(({ kind }) => kind === 'altered');
    expect(damage).toHaveLength(1);
    expect([name, undefined]).toContain(damage[0]?.field);
  });

  it('that cannot be hashed is not taken for whole because it has no hash either', () => {
    const last = stored.length - 1;
    expect(told(check(changed(last, { schema: 1.5, hash: undefined })))).toEqual([['altered', last, 'hash']]);
  });

  it('that was hashed anew breaks the chain at the next event', () => {
    const forged = withHash({ ...at(3), actor: { ...at(3).actor, id: 'aziz' } });
    expect(told(check(stored.map((event) => (event.revision === 3 ? forged : event))))).toEqual([
      ['missing or reordered', 4, 'prev'],
    ]);
  });
});

describe('the name of an actor', () => {
  it.each(['DC Nadia Aziz', '', undefined, null, 7, 'half \ud800', at(0).data.from])(
    'that was changed is named, though the hash leaves it out: it is now %j',
    (name) => {
      for (const revision of [0, 3, stored.length - 1]) {
        expect(told(check(renamed(revision, name)))).toEqual([['altered', revision, 'actor.name']]);
        expect(told(check(renamed(revision, name), noKeys))).toEqual([['altered', revision, 'actor.name']]);
      }
    },
  );

  it('that was changed is named and hides no damage beside it', () => {
    const data = { ...at(0).data, sealNumber: 'S101' };
    const both = ['actor.name', 'sealNumber'].map((field) => ['altered', 0, field]);
    const { actor } = renamed(0, 'DC Nadia Aziz')[0] ?? at(0);
    expect(told(check(changed(0, { actor, data })))).toEqual(both);
    expect(told(check(changed(0, { actor, data: without(at(0).data, 'sealNumber') })))).toEqual([
      ['altered', 0, 'actor.name'],
      ['altered', 0, undefined],
    ]);
    expect(told(check(changed(0, { actor, revision: 9 })))).toEqual([
      ['altered', 9, 'revision'],
      ['altered', 9, 'actor.name'],
    ]);
  });

  it('goes with a whole other actor: the name is told, and that the hash does not fit, but no commitment is blamed', () => {
    const actor = { ...at(3).actor, id: 'aziz', name: 'DC Nadia Aziz' };
    expect(told(check(changed(3, { actor })))).toEqual([
      ['altered', 3, undefined],
      ['altered', 3, 'actor.name'],
    ]);
  });

  it('without a commitment is missed in an event that was hashed to fit', () => {
    const { secret, id, actor, commitments } = at(4);
    const salt = saltOf(Buffer.from(secret, 'base64url'), id, ACTOR_NAME);
    const digest = commitmentOf({ salt, name: ACTOR_NAME, value: actor.name });
    expect(commitments).toContain(digest);
    const forged = withHash({ ...at(4), commitments: commitments.filter((other) => other !== digest) });
    expect(told(check(stored.with(4, forged)))).toEqual([['altered', 4, 'commitments']]);
  });

  it.each([true, false])(
    'cannot be shown by a fact, neither one with a commitment of its own nor one without: %s',
    (own) => {
      const { secret, id, data, commitments } = at(4);
      const salt = saltOf(Buffer.from(secret, 'base64url'), id, ACTOR_NAME);
      const value = 'DC Nadia Aziz';
      const digests = own ? [...commitments, commitmentOf({ salt, name: ACTOR_NAME, value })] : commitments;
      const forged = withHash({ ...at(4), data: { ...data, [ACTOR_NAME]: value }, commitments: digests });
      const detail = 'a fact stands under the name that is kept for the name of its actor';
      expect(check(stored.with(4, forged))).toEqual([
        { kind: 'altered', stream: STREAM, revision: 4, field: 'actor.name', detail },
      ]);
    },
  );

  it('that was moved among the facts is not taken for the name any more', () => {
    const { name, ...nameless } = at(4).actor;
    const damage = check(changed(4, { actor: nameless, data: { ...at(4).data, [ACTOR_NAME]: name } }));
    expect(told(damage)).toEqual([
      ['altered', 4, 'actor.name'],
      ['altered', 4, 'actor.name'],
    ]);
  });
});

describe('a changed fact', () => {
  it.each<[string, Json]>([
    ['sealNumber', 'S101'],
    ['sealNumber', { sealed: 'AAAA', subject: 'a subject whose key was destroyed' }],
    ['exhibitRef', null],
    ['from', 'Jörg Möbius'],
    ['keeper', { sealed: 'AAAA', subject: LANDLORD }],
  ])('is named: %s is now %j', (name, value) => {
    expect(told(check(withFact(0, { [name]: value })))).toEqual([['altered', 0, name]]);
    expect(told(check(withFact(0, { [name]: value }), noKeys))).toEqual([['altered', 0, name]]);
  });

  it('is named one by one', () => {
    expect(told(check(withFact(3, { shelf: 8, location: 'Canteen' })))).toEqual([
      ['altered', 3, 'location'],
      ['altered', 3, 'shelf'],
    ]);
  });

  it('that was added is told from one that was altered', () => {
    const [damage] = check(withFact(3, { note: 'dropped' }));
    expect(damage).toEqual({
      kind: 'altered',
      stream: STREAM,
      revision: 3,
      field: 'note',
      detail: 'note was added: nothing was committed to under its name',
    });
  });

  it.each(['exhibitRef', 'sealNumber', 'from', 'keeper'])(
    'that was taken out is missed, whatever its name was: %s',
    (name) => {
      const expected = [{ kind: 'altered', stream: STREAM, revision: 0, detail: 'a field was taken out' }];
      expect(check(changed(0, { data: without(at(0).data, name) }))).toEqual(expected);
      expect(check(changed(0, { data: without(at(0).data, name) }), noKeys)).toEqual(expected);
    },
  );

  it('that was given another name is found', () => {
    const { sealNumber, ...rest } = at(1).data;
    expect(told(check(changed(1, { data: { ...rest, seal: sealNumber } })))).toEqual([['altered', 1, 'seal']]);
  });

  it('that no text can hold is named, not crashed on', () => {
    expect(told(check(withFact(3, { location: '\ud800', shelf: Infinity })))).toEqual([
      ['altered', 3, 'location'],
      ['altered', 3, 'shelf'],
    ]);
  });

  it('in an event that had none is named', () => {
    expect(told(check(withFact(2, { note: 'dropped' })))).toEqual([['altered', 2, 'note']]);
  });
});

describe('a sealed value', () => {
  const { from, keeper } = at(0).data;

  it('that was moved to another field is named in both', () => {
    expect(told(check(withFact(0, { from: keeper, keeper: from }), noKeys))).toEqual([
      ['altered', 0, 'from'],
      ['altered', 0, 'keeper'],
    ]);
  });

  it('that was moved to another event is named', () => {
    expect(told(check(withFact(1, { to: from }), noKeys))).toEqual([['altered', 1, 'to']]);
  });

  it('that is said to be of another subject is named', () => {
    expect(told(check(withFact(0, { from: { ...(from as JsonObject), subject: LANDLORD } })))).toEqual([
      ['altered', 0, 'from'],
    ]);
  });

  it('whose subject has another key now is not called altered: the key is wrong', () => {
    const exchanged = (subject: string) => (subject === SUSPECT ? bytesFrom(7, 32) : allKeys(subject));
    expect(told(check(stored, exchanged))).toEqual([['wrong key', 0, 'from']]);
    expect(told(check(stored, () => bytesFrom(0, 5)))).toEqual([
      ['wrong key', 0, 'from'],
      ['wrong key', 0, 'keeper'],
    ]);
  });

  it('whose key was destroyed hides no damage to its neighbours', () => {
    expect(told(check(withFact(0, { sealNumber: 'S101' }), noKeys))).toEqual([['altered', 0, 'sealNumber']]);
  });
});

describe('the order of events', () => {
  const [a, b, c, d, e] = [at(0), at(1), at(2), at(3), at(4)];
  const wrong = 'missing or reordered';

  it.each<[string, readonly RecordedEvent[], unknown[][]]>([
    ['the first is missing', [b, c, d, e], [[wrong, 1, 'revision']]],
    ['one in the middle is missing', [a, b, d, e], [[wrong, 3, 'revision']]],
    [
      'two are swapped',
      [a, c, b, d, e],
      [
        [wrong, 2, 'revision'],
        [wrong, 1, 'revision'],
        [wrong, 3, 'revision'],
      ],
    ],
    ['one stands twice', [a, b, b, c, d, e], [[wrong, 1, 'revision']]],
    [
      'one is missing and the rest numbered anew',
      [a, b, withHash({ ...d, revision: 2 }), withHash({ ...e, revision: 3 })],
      [
        [wrong, 2, 'prev'],
        [wrong, 3, 'prev'],
      ],
    ],
    [
      "two are swapped and took each other's number",
      [a, { ...c, revision: 1 }, { ...b, revision: 2 }, d, e],
      [
        [wrong, 1, 'prev'],
        ['altered', 1, undefined],
        [wrong, 2, 'prev'],
        ['altered', 2, undefined],
        [wrong, 3, 'prev'],
      ],
    ],
    [
      'one is of another stream',
      [a, ...elsewhere.slice(1, 2), c, d, e],
      [
        ['not this stream', 1, 'stream'],
        [wrong, 2, 'prev'],
      ],
    ],
  ])('shows that %s', (_what, events, damage) => {
    expect(told(check(events))).toEqual(damage);
  });

  it('shows that one is of no stream at all, and does not crash on it', () => {
    const nowhere = changed(3, { stream: { toString: [] }, type: 'DeviceReturned' });
    expect(told(check(nowhere))).toContainEqual(['not this stream', 3, 'stream']);
  });

  it('shows that the whole is another stream', () => {
    expect(told(check(elsewhere)).filter(([kind]) => kind === 'not this stream')).toHaveLength(5);
  });
});

describe('any stream', () => {
  const fact = fc.jsonValue({ depthSize: 'small' }).map((value) => JSON.parse(JSON.stringify(value)) as Json);
  const names = fc.constantFrom('exhibitRef', 'sealNumber', 'from', 'keeper', '__proto__', '', 'shelf');
  const facts = fc.array(fc.dictionary(names, fact, { maxKeys: 5 }), { minLength: 1, maxLength: 4 });
  const keyOf = fc.constantFrom(allKeys, noKeys);

  it('has no damage as recorded, whatever it says and whoever was erased', () => {
    fc.assert(fc.property(facts, keyOf, (said, keys) => expect(checkStream(STREAM, recorded(said), keys)).toEqual([])));
  });

  it('shows any one change, removal or addition in any part of any event', () => {
    const meddling = fc.record({
      which: fc.nat(),
      steps: fc.array(fc.nat(), { minLength: 6, maxLength: 6 }),
      value: fact,
      how: fc.nat(2),
    });
    fc.assert(
      fc.property(facts, keyOf, meddling, (said, keys, { which, steps, value, how }) => {
        const events = recorded(said);
        const index = which % events.length;
        const before = events[index] as unknown as Json;
        const after = meddledWith(before, steps, value, how);
        fc.pre(canonical(after) !== canonical(before));
        const damage = checkStream(STREAM, events.with(index, after as unknown as RecordedEvent), keys);
        expect(damage).not.toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});

/** A copy with one part, found by going `steps` deep, changed, taken out, or joined by another. */
function meddledWith(json: Json, [step = 0, ...deeper]: readonly number[], value: Json, how: number): Json {
  if (typeof json !== 'object' || json === null || Object.keys(json).length === 0) return value;
  const entries = Object.entries(json as JsonObject) as [string, Json][];
  const place = step % entries.length;
  const [name, part] = entries[place] ?? ['', null];
  const inner = typeof part === 'object' && part !== null && step % 3 > 0;
  if (inner) entries[place] = [name, meddledWith(part, deeper, value, how)];
  else if (how === 1) entries.splice(place, 1);
  // An event of its own has a fixed set of fields: what else a store might keep beside them is not part of it.
  else if (how === 2 && !('hash' in json)) entries.push(['added', value]);
  else entries[place] = [name, value];
  return Array.isArray(json) ? entries.map(([, item]) => item) : Object.fromEntries(entries);
}
