import { validateSync } from 'class-validator';
import { rules } from '../rules.js';
import { parseCommand, type Problems } from './command.js';
import { fieldsOf } from './fields.js';
import { CASE_ID, ID } from './given.js';
import { isPlainlyValid } from './quick-check.js';

const shapeOf = (name: string) => {
  const rule = rules.find((one) => one.name === name);
  if (!rule) throw new Error(`No command ${name}`);
  return rule.command;
};
const problemsOf = (name: string, body: unknown): Problems => {
  const parsed = parseCommand(shapeOf(name), body);
  return 'problems' in parsed ? parsed.problems : {};
};

const when = { caseId: CASE_ID, exhibitId: ID, occurredAt: '2026-01-14T05:40:00Z' };
const detection = { ...when, kind: 'phone', place: 'bath', detectedBy: { method: 'dog', name: 'Micky' } };
const seizure = {
  ...when,
  exhibitRef: 'AB/1',
  kind: 'phone',
  description: 'Black',
  power: 'warrant',
  from: 'A person',
  sealNumber: 'S100',
  powerState: 'off',
};
const charge = {
  caseId: CASE_ID,
  suspectId: ID,
  occurredAt: when.occurredAt,
  unit: 'PPU',
  offences: [{ act: 'SOA 2003', section: '103I', description: 'breach', counts: 2 }],
};

describe('a command', () => {
  it('is an instance of its class, parts included, with what the body says', () => {
    const parsed = parseCommand(shapeOf('DetectDevice'), detection);
    expect(parsed).toEqual({ command: detection });
    expect('command' in parsed && parsed.command).toBeInstanceOf(shapeOf('DetectDevice'));
  });

  it.each([null, undefined, 'text', 7, [], [seizure]])('is not %j', (body) =>
    expect(problemsOf('SeizeDevice', body)).toEqual({ body: ['must be a JSON object'] }),
  );

  it('may leave out what is optional, or say null', () =>
    expect(parseCommand(shapeOf('SeizeDevice'), { ...seizure, imei: null, make: null })).toEqual({ command: seizure }));

  it('may not leave out what it needs, or say null', () => {
    expect(problemsOf('SeizeDevice', { ...seizure, from: undefined })).toEqual({ from: ['from must be text'] });
    expect(problemsOf('SeizeDevice', { ...seizure, from: null })).toEqual({ from: ['from must be text'] });
  });

  it('says nothing that its class does not know', () =>
    expect(problemsOf('SeizeDevice', { ...seizure, sealNumer: 'S100' })).toEqual({
      sealNumer: ['sealNumer is not a field of this command'],
    }));

  it('says nothing that its class does not know, not even null', () =>
    expect(problemsOf('SeizeDevice', { ...seizure, sealNumer: null })).toHaveProperty('sealNumer'));

  it.each(['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'valueOf'])(
    'does not know the field %s, which every object has',
    (name) => {
      for (const value of ['x', '{}', 'null', '{"validate":1}', '[]']) {
        const body: unknown = JSON.parse(
          `${JSON.stringify(seizure).slice(0, -1)},"${name}":${value === 'x' ? '"x"' : value}}`,
        );
        expect(Object.keys(problemsOf('SeizeDevice', body))).toEqual([name]);
        const inside: unknown = JSON.parse(
          JSON.stringify(detection).replace('"method"', `"${name}":${value === 'x' ? '"x"' : value},"method"`),
        );
        expect(Object.keys(problemsOf('DetectDevice', inside))).toEqual([`detectedBy.${name}`]);
      }
      expect({}).not.toHaveProperty('validate');
    },
  );

  it('names every field that is wrong, each by the first thing that is wrong with it', () =>
    expect(problemsOf('SeizeDevice', { ...seizure, exhibitRef: 'ab1', kind: 7, power: 'whim', imei: '1' })).toEqual({
      exhibitRef: ['exhibitRef must be initials and a number, such as AB/1'],
      kind: ['kind must be text'],
      power: ['power must be one of: warrant, PACE s.19, PACE s.18, PACE s.32, consent'],
      imei: ['imei must be 15 digits'],
    }));

  it('names a field inside another by its path', () => {
    expect(problemsOf('DetectDevice', { ...detection, detectedBy: { method: 'cat', name: '' } })).toEqual({
      'detectedBy.method': ['method must be one of: dog, officer'],
      'detectedBy.name': ['name must not be empty'],
    });
    expect(problemsOf('BringCharge', { ...charge, offences: [charge.offences[0], { act: 'SOA', x: 1 }] })).toEqual({
      'offences.1.x': ['x is not a field of this command'],
      'offences.1.section': ['section must be text'],
      'offences.1.description': ['description must be text'],
      'offences.1.counts': ['counts must be a whole number'],
    });
  });

  it.each([undefined, null, 'Micky', 7, true, [], [{ method: 'dog', name: 'Micky' }]])(
    'has an object where it needs one, not %j',
    (detectedBy) =>
      expect(problemsOf('DetectDevice', { ...detection, detectedBy })).toEqual({
        detectedBy: ['detectedBy must be an object'],
      }),
  );

  it.each([undefined, 'x', {}, [], [null], ['x'], [[charge.offences[0]]]])(
    'has a list of objects where it needs one, not %j',
    (offences) => expect(Object.keys(problemsOf('BringCharge', { ...charge, offences }))).not.toEqual([]),
  );

  it('is not read further in a list than the list may be long', () => {
    const offences: unknown[] = Array.from({ length: 100 }, () => ({}));
    Object.defineProperty(offences, 60, { get: () => expect(undefined).toBe('never read') });
    expect(problemsOf('BringCharge', { ...charge, offences })).toEqual({ offences: ['offences must have at most 50'] });
  });

  it.each([
    ['an id in capitals, which would be another stream', 'exhibitId', ID.toUpperCase()],
    ['an id that is none', 'exhibitId', 'exhibit-1'],
    ['a path for an id', 'exhibitId', '../../etc/passwd'],
    ['a time without its offset', 'occurredAt', '2026-01-14T05:40:00'],
    ['a day for a time', 'occurredAt', '2026-01-14'],
    ['a day that is not in the calendar', 'occurredAt', '2026-02-30T05:40:00Z'],
    ['a minute that is not on the clock', 'occurredAt', '2026-01-14T05:60:00Z'],
    ['microseconds', 'occurredAt', '2026-01-14T05:40:00.123456Z'],
    ['an offset that is nowhere', 'occurredAt', '2026-01-14T05:40:00+99:00'],
    ['a number for a time', 'occurredAt', 1768369200000],
    ['a blank for text', 'description', ' \n'],
    ['a text that is too long', 'kind', 'x'.repeat(61)],
    ['a list for text', 'kind', ['phone']],
    ['an object for text', 'kind', { toString: 'phone' }],
    ['a seal in small letters', 'sealNumber', 's100'],
    ['a reference that counts from nought', 'exhibitRef', 'AB/0'],
  ])('does not take %s', (_what, field, value) =>
    expect(Object.keys(problemsOf('SeizeDevice', { ...seizure, [field]: value }))).toEqual([field]),
  );

  it.each([0, 5, 1.5, '1', Number.NaN, true])('does not take %j for a priority', (priority) =>
    expect(
      Object.keys(problemsOf('RequestExamination', { ...when, questions: 'What?', dueBy: '2026-02-01', priority })),
    ).toEqual(['priority']),
  );

  it.each(['true', 1, null, undefined])('does not take %j for yes or no', (sealIntact) =>
    expect(
      Object.keys(problemsOf('ReceiveCustody', { ...when, sealNumberSeen: 'S100', location: 'bench', sealIntact })),
    ).toEqual(['sealIntact']),
  );

  it.each(['2026-01-14T05:40:00Z', '2026-01-14T05:40Z', '2026-07-14T06:40:00.123+01:00'])(
    'takes the time %s',
    (occurredAt) => expect(problemsOf('SeizeDevice', { ...seizure, occurredAt })).toEqual({}),
  );

  it('is taken for valid at a glance when, and only when, class-validator finds nothing wrong', () => {
    const tried = [
      ID,
      when.occurredAt,
      '2026-04-14',
      'AB/1',
      'S100',
      'off',
      7,
      -1,
      1.5,
      true,
      [],
      ['a'],
      [7],
      '',
      ' ',
      null,
      undefined,
      {},
    ];
    const seen = new Set<boolean>();
    for (const { command: shape } of rules) {
      const names = [...fieldsOf(shape)];
      const hasParts = names.some(([, { part }]) => part);
      for (let nth = 0; nth < 200; nth += 1) {
        const body = names.map(([name], index) => [name, tried[(nth * (2 * index + 1) + (nth >> 4)) % tried.length]]);
        const made = Object.assign(new shape(), Object.fromEntries(body) as object);
        const isValid = validateSync(made).length === 0;
        seen.add(isValid);
        expect([shape.name, body, isPlainlyValid(shape, made)]).toEqual([shape.name, body, isValid && !hasParts]);
      }
    }
    expect(seen).toEqual(new Set([true, false]));
  });
});
