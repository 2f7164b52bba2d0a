import { DEMONSTRATION_PEOPLE } from '#access';
import { parseCommand, rules } from '#custody';
import { caseForms, disclosureForms, exhibitForms, otherForms, suspectForms } from './forms.js';
import { formOf } from './form-of.js';
import { readForm } from './fields.js';

const [actor] = DEMONSTRATION_PEOPLE;
if (!actor) throw new Error('Nobody is on duty');
const setting = { actor, people: DEMONSTRATION_PEOPLE, tools: ['XRY'] };
const ID = '00000000-0000-4000-8000-000000000001';

/** Commands that have a page of their own, or that a machine sends. */
const NO_FORM = [
  'CorrectEntry',
  'AddAttachment',
  'RecordPack',
  'RecordKeyRotation',
  'ReportRejectedEntry',
  'BreakGlass',
  'AcknowledgeBreakGlass',
];

it('every command that a person sends has a form', () => {
  const forms = [exhibitForms, caseForms, suspectForms, disclosureForms, otherForms].flat();
  const without = rules.map(({ name }) => name).filter((name) => !forms.some(({ command }) => command === name));
  expect(without.sort()).toEqual([...NO_FORM].sort());
});

it('no two forms of one page have the same address', () => {
  for (const forms of [exhibitForms, [...caseForms, ...disclosureForms], suspectForms, otherForms]) {
    const paths = forms.map(({ path }) => path);
    expect(new Set(paths).size).toBe(paths.length);
  }
});

const formsWithoutContext = [
  'DetectDevice',
  'StoreExhibit',
  'RequestExamination',
  'AcquireImage',
  'CompleteExamination',
  'MakeNote',
  'HoldRetention',
  'ReturnDevice',
  'ArrestPerson',
  'GrantBail',
  'BringCharge',
  'PassSentence',
  'ExecuteWarrant',
  'ScheduleMaterial',
  'LinkAsSame',
];

it.each(formsWithoutContext)(
  '%s needs no word of ours to be asked for, and its example is what it takes',
  (command) => {
    const form = formOf<undefined>(command, {}, ['exhibitId', 'suspectId']);
    const rule = rules.find(({ name }) => name === command);
    if (!rule) throw new Error(command);
    const ids = { caseId: ID, exhibitId: ID, suspectId: ID, materialId: ID };
    const known = new Set(Object.keys(new rule.command()));
    const body = { ...form.example(form.fields(undefined, setting)), occurredAt: '2026-01-14T05:40:00Z' };
    const named = Object.fromEntries(
      Object.entries(ids).filter(([name]) => known.has(name) || name in parsedIds(rule)),
    );
    expect(parseCommand(rule.command, { ...named, ...body })).toMatchObject({ command: {} });
  },
);

/** The ids that a command names, found by what it says is missing. */
function parsedIds(rule: (typeof rules)[number]): object {
  const parsed = parseCommand(rule.command, {});
  return 'problems' in parsed ? parsed.problems : {};
}

describe('what is typed', () => {
  const fields = formOf<undefined>('BringCharge', {}, ['suspectId']).fields(undefined, setting);

  it('into boxes of a list of parts becomes that list', () => {
    const { facts } = readForm(fields, {
      'offences.0.act': 'Protection of Children Act 1978',
      'offences.0.section': '1',
      'offences.0.description': 'making',
      'offences.0.counts': '3',
      unit: 'PPU',
    });
    expect(facts).toEqual({
      offences: [{ act: 'Protection of Children Act 1978', section: '1', description: 'making', counts: 3 }],
      unit: 'PPU',
    });
  });

  it('as a day, a number, a list by lines or a record by its address is what the command wants', () => {
    const of = (command: string) =>
      formOf<undefined>(command, {}, ['exhibitId', 'suspectId']).fields(undefined, setting);
    expect(
      readForm(of('RequestExamination'), {
        priority: '2',
        questions: 'Which accounts?',
        'dueBy-day': '1',
        'dueBy-month': '6',
        'dueBy-year': '2026',
      }).facts,
    ).toEqual({ priority: 2, questions: 'Which accounts?', dueBy: '2026-06-01' });
    expect(readForm(of('GrantBail'), { conditions: 'one\n\n two ' }).facts).toEqual({ conditions: ['one', 'two'] });
    expect(readForm(of('LinkAsSame'), { sameAs: `http://localhost/exhibits/${ID}?at=1` }).facts).toEqual({
      sameAs: ID,
    });
  });
});
