import { complaintsOf, componentsOf } from './components.js';
import { blankForm, problemOf, readForm, type Field } from './fields.js';

const seal: Field = { is: 'text', name: 'sealNumber', label: 'Seal number', capitals: true };
const intact: Field = {
  is: 'yes or no',
  name: 'sealIntact',
  label: 'Is the seal intact?',
  empty: 'Say whether the seal is intact',
};
const note: Field = { is: 'long text', name: 'note', label: 'Note', optional: true };
const when: Field = { is: 'moment', name: 'occurredAt', label: 'When it happened' };
const fields = [seal, intact, note, when];

const at = (day: string, month: string, year: string, hour: string, minute: string, which?: string) => ({
  'occurredAt-day': day,
  'occurredAt-month': month,
  'occurredAt-year': year,
  'occurredAt-hour': hour,
  'occurredAt-minute': minute,
  ...(which === undefined ? {} : { 'occurredAt-which': which }),
});

describe('what was typed', () => {
  it('becomes the facts of a command, the time in UTC', () =>
    expect(
      readForm(fields, { sealNumber: ' s100 ', sealIntact: 'no', note: '', ...at('14', '7', '2026', '6', '40') }).facts,
    ).toEqual({
      sealNumber: 'S100',
      sealIntact: false,
      occurredAt: '2026-07-14T05:40:00.000Z',
    }));

  it('is ignored in boxes that the form does not have', () =>
    expect(readForm([seal], { sealNumber: 'S100', exhibitId: 'x', __proto__: 'y' }).facts).toEqual({
      sealNumber: 'S100',
    }));

  it.each([
    ['nothing', {}, 'Enter the date and the time'],
    ['words', at('fourteenth', '1', '2026', '5', '40'), 'Enter the date and the time'],
    ['31 February', at('31', '2', '2026', '5', '40'), 'Enter a date and a time that exist'],
    [
      'the hour that is skipped',
      at('29', '3', '2026', '1', '30'),
      'That time did not exist: the clocks went forward from 1:00am to 2:00am',
    ],
    [
      'the hour that comes twice',
      at('25', '10', '2026', '1', '30'),
      'That time came twice: the clocks went back from 2:00am to 1:00am. Say which it was',
    ],
  ])('is not a time when it is %s', (_what, typed, problem) =>
    expect(readForm([when], typed)).toMatchObject({ facts: {}, problems: { occurredAt: [problem] } }),
  );

  it('says which, in the hour that comes twice', () =>
    expect(readForm([when], at('25', '10', '2026', '1', '30', 'second')).facts).toEqual({
      occurredAt: '2026-10-25T01:30:00.000Z',
    }));
});

describe('what is wrong', () => {
  const problems = {
    sealNumber: ['sealNumber must be 4 to 20 capital letters'],
    sealIntact: ['sealIntact must be a boolean value'],
  };

  it('is said in the words of the form', () =>
    expect(problemOf(seal, problems, { sealNumber: '#' })).toBe('Seal number must be 4 to 20 capital letters'));

  it('is that a field is wanted, when it was left empty', () => {
    expect(problemOf(seal, problems, {})).toBe('Enter seal number');
    expect(problemOf(intact, problems, {})).toBe('Say whether the seal is intact');
  });

  it('is listed in the order of the form, each with the box to mend, then what belongs to none', () =>
    expect(
      complaintsOf(
        fields,
        {},
        { caseId: ['caseId must be a UUID'], occurredAt: ['Enter the date and the time'], ...problems },
      ),
    ).toEqual([
      { text: 'Enter seal number', href: '#sealNumber' },
      { text: 'Say whether the seal is intact', href: '#sealIntact' },
      { text: 'Enter the date and the time', href: '#occurredAt-day' },
      { text: 'caseId must be a UUID' },
    ]));
});

it('asks which of two times only when it has to', () => {
  const macros = (problem?: string) =>
    componentsOf([when], {}, problem === undefined ? {} : { occurredAt: [problem] }).map(({ macro }) => macro);
  expect(macros()).toEqual(['date']);
  expect(macros(readForm([when], at('25', '10', '2026', '1', '30')).problems.occurredAt?.[0])).toEqual([
    'date',
    'radios',
  ]);
});

it('starts with the time on the wall in London, and with what is known', () =>
  expect(blankForm([when, { ...seal, given: 'S100' }], '2026-07-14T05:40:00.000Z')).toEqual({
    sealNumber: 'S100',
    ...at('14', '07', '2026', '06', '40'),
  }));
