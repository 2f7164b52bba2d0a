import { type Person } from '../kernel/decision.js';
import { CASE_ID, ID, OPEN_CASE, circumstances, eventId, type Past } from '../kernel/given.js';
import { authoriseDestruction } from './authorise-destruction.js';
import { destroyDevice } from './destroy-device.js';
import { exhibitStream, happened } from './events.js';
import { exhibitAggregate, type Exhibit } from './exhibit.js';
import {
  completed,
  doubted,
  examined,
  examiner,
  given,
  handedOver,
  officer,
  paused,
  requested,
  seized,
  supervisor,
} from './given-exhibit.js';
import { returnDevice } from './return-device.js';
import { storeExhibit } from './store-exhibit.js';

const back = { to: 'A sister', authority: 'OIC' };
const shredded = { method: 'shredding', authority: 'OIC', witness: 'Sgt Farrow' };
const held = (kind?: 'appeal', by: Person = officer): Past => ({
  by,
  ...happened('RetentionHeld', { reason: 'Trial', authority: 'CPIA Code', ...(kind ? { kind } : {}) }),
});
const linked = (): Past => ({ by: officer, ...happened('CaseLinked', { otherCaseId: CASE_ID, reason: 'Both' }) });
const authorised = (by: Person = supervisor): Past => ({
  by,
  ...happened('DestructionAuthorised', { reason: 'Forfeited', authority: 'Magistrates’ court' }),
});
const gone = (type: 'DeviceReturned' | 'DeviceDestroyed'): Past => ({
  by: officer,
  ...(type === 'DeviceReturned' ? happened(type, back) : happened(type, shredded)),
});

const CHILD = '0c5e0000-0000-4000-8000-0000000000aa';
const part = happened('SubExhibitTaken', {
  ...{ childId: CHILD, exhibitRef: 'AB/1/1', kind: 'SIM card', parentId: ID, parentRef: 'AB/1' },
});
const emptied: readonly Past[] = [seized(), { by: officer, ...part }];
const folded = (stream: string, ...past: readonly Past[]): readonly [string, Exhibit] => [
  stream,
  past.reduce(
    (state, was, n) => exhibitAggregate.evolve(state, was.type, was.facts, circumstances(n, stream, was)),
    exhibitAggregate.blank(stream),
  ),
];
const child = (...past: readonly Past[]) =>
  folded(exhibitStream({ exhibitId: CHILD }), { by: officer, ...part }, ...past);

describe.each([
  ['returning', returnDevice, back, 'DeviceReturned'],
  ['destroying', destroyDevice, shredded, 'DeviceDestroyed'],
] as const)('%s an exhibit', (_what, rule, said, type) => {
  const when = (past: readonly Past[], by: Person = officer, others: readonly (readonly [string, Exhibit])[] = []) =>
    given(
      ...past,
      ...(type === 'DeviceDestroyed' && !past.some((was) => was.type === type) ? [authorised()] : []),
    ).when(...([rule as typeof destroyDevice, said as typeof shredded, by, OPEN_CASE, others] as const));

  it('is for its holder', () => when([seized()]).then(type));
  it('is for nobody else', () => when([seized()], supervisor).refused('not-the-holder'));
  it('is not possible in transit', () => when([seized(), handedOver(officer, examiner)]).refused('in-transit'));
  it('is final', () =>
    when([seized(), gone(type)]).refused(type === 'DeviceReturned' ? 'already-returned' : 'already-destroyed'));

  it.each<[string, readonly Past[], Person, string]>([
    ['under a hold', [seized(), held()], officer, 'hold-active'],
    ['pending an appeal', [seized(), held('appeal')], officer, 'hold-active'],
    ['while it is examined', examined, examiner, 'examination-open'],
    ['while its examination is paused', [...examined, paused()], examiner, 'examination-open'],
    ['while something about it is in doubt', [seized(), doubted('label')], officer, 'discrepancy-open'],
    ['while another case needs it', [seized(), linked()], officer, 'needed-in-another-case'],
  ])('is refused %s', (_why, past, by, refusal) => when(past, by).refused(refusal));

  it('waits for no examination that nobody has begun', () => when([seized(), requested()]).then(type));

  it('waits for the parts that were taken out of it', () => {
    when(emptied, officer, [child()]).refused('undisposed-children');
    when(emptied, officer, [child(gone('DeviceReturned'))]).then(type);
    when(emptied, officer, [child(gone('DeviceDestroyed'))]).then(type);
  });

  it('is refused of a part while a hold is on what it was taken out of', () => {
    const parent = folded(exhibitStream({ exhibitId: ID }), ...emptied, held());
    const [stream, sim] = child();
    const command = { ...said, caseId: CASE_ID, exhibitId: CHILD };
    const outcome = rule.decide(sim, Object.assign(new rule.command(), command) as never, officer, {
      ...{ now: '', theCase: OPEN_CASE, entries: [], others: new Map([parent]) },
    });
    expect(stream).toContain(CHILD);
    expect(outcome).toMatchObject({ rule: 'hold-active' });
  });
});

it('nothing that holds indecent images is returned, but it may be destroyed', () => {
  const found: Past = {
    by: examiner,
    ...happened('ExaminationCompleted', { summary: 'x', findings: 'y', indecentImages: true }),
  };
  const past = [...examined, found];
  given(...past)
    .when(returnDevice, back, examiner)
    .refused('indecent-images');
  given(...past, authorised())
    .when(destroyDevice, shredded, examiner)
    .then('DeviceDestroyed');
  given(...examined, completed())
    .when(returnDevice, back, examiner)
    .then('DeviceReturned');
});

describe('a destruction', () => {
  const when = (past: readonly Past[]) => given(...past).when(destroyDevice, shredded, officer);

  it('waits until somebody has authorised it', () => when([seized()]).refused('destruction-not-authorised'));
  it('is not carried out by whoever authorised it', () =>
    when([seized(), authorised(officer)]).refused('second-person-needed'));
  it('is authorised anew once a hold was put on it and released', () => {
    const why = { reason: 'Settled', authority: 'Court', holdId: eventId(2) };
    const free = [seized(), authorised(), held(), { by: officer, ...happened('RetentionReleased', why) }];
    when(free).refused('destruction-not-authorised');
    when([...free, authorised()]).then('DeviceDestroyed');
  });
  it('is authorised of what the police still have', () => {
    const may = (past: readonly Past[]) =>
      given(...past).when(authoriseDestruction, { reason: 'Forfeited', authority: 'Court' }, supervisor);
    may([seized()]).then('DestructionAuthorised');
    may([seized(), gone('DeviceReturned')]).refused('already-returned');
  });
});

it('what was returned is nobody’s, and is moved no more', () => {
  const past = [seized(), gone('DeviceReturned')];
  expect(given(...past).when(storeExhibit, { location: 'Shelf' }, officer).state.custody).toMatchObject({
    is: 'returned',
  });
  given(...past)
    .when(storeExhibit, { location: 'Shelf' }, officer)
    .refused('already-returned');
});
