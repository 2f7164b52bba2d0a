import { type Exhibit } from '../exhibit/exhibit.js';
import { exhibitErasure } from '../exhibit/erase.js';
import { happened as exhibitHappened } from '../exhibit/events.js';
import { given as givenExhibit, seized } from '../exhibit/given-exhibit.js';
import { type Person } from '../kernel/decision.js';
import { CASE_ID, CLOSED_CASE, eventId, fold, ID, OPEN_CASE, type Others, type Past } from '../kernel/given.js';
import { happened } from '../suspect/events.js';
import { suspectErasure } from '../suspect/erase.js';
import { arrested, charged, found, given, officer, pleaded, sentenced } from '../suspect/given-suspect.js';
import { suspectAggregate } from '../suspect/suspect.js';
import { happening } from '../kernel/catalogue.js';
import { type erasureEvents } from './events.js';

const supervisor: Person = { ...officer, id: 'hart', name: 'DI Susan Hart', role: 'supervisor' };
const request = { reason: 'They asked for it, in writing' };
const order = { authority: 'DPA 2018 s.47(1)' };
const erasing = happening<typeof erasureEvents>();

const self = `suspect-${ID}`;
const cleared: Past = { by: officer, ...happened('NoFurtherAction', { reason: 'No evidence' }) };
const requested: Past = { by: officer, ...erasing('ErasureRequested', request) };
const NFA = [arrested(), cleared];

const exhibit = (more: Partial<Exhibit> = {}): readonly [string, Exhibit] => {
  const stream = 'exhibit-0c5e0000-0000-4000-8000-0000000000e1';
  const state = givenExhibit(seized()).when(exhibitErasure.DeclineErasure, { reason: 'x' }, supervisor).state;
  return [stream, { ...state, stream, reference: 'AB/1', fromPersonId: ID, ...more }];
};
/** What the index says is concerned: the suspect themselves, their case, and these. */
const around = (past: readonly Past[], ...others: Others): Others => [
  [self, fold(suspectAggregate, self, past)],
  [`case-${CASE_ID}`, OPEN_CASE],
  ...others,
];
const asking = (past: readonly Past[], ...others: Others) =>
  given(...past).when(suspectErasure.RequestErasure, request, officer, OPEN_CASE, around(past, ...others));
const erasedBy = (by: Person, past: readonly Past[], ...others: Others) =>
  given(...past).when(suspectErasure.ErasePersonalData, order, by, OPEN_CASE, around(past, ...others));

describe('the personal data of a suspect', () => {
  it('are asked to be erased by one person, and erased by a supervisor', () => {
    asking(NFA).then('ErasureRequested');
    const { events, state } = erasedBy(supervisor, [...NFA, requested]);
    expect(events).toMatchObject([
      { type: 'PersonalDataErased', facts: { requestedBy: officer.id, subjects: [self] } },
    ]);
    expect(state.erasures).toEqual({ asked: [], erased: [self] });
  });

  it('are not erased by whoever asked, by nobody’s asking, or by an officer', () => {
    const byThem: Past = { ...requested, by: supervisor };
    erasedBy(supervisor, [...NFA, byThem]).refused('same-person');
    erasedBy(supervisor, NFA).refused('no-such-erasure');
    erasedBy({ ...officer, id: 'aziz' }, [...NFA, requested]).refused('not-a-supervisor');
  });

  it('are asked for once, and erased once', () => {
    asking([...NFA, requested]).refused('erasure-already-requested');
    const done = erasing('PersonalDataErased', {
      ...{ ...order, ...request, erasureId: eventId(2), requestedBy: officer.id, subjects: [self] },
    });
    asking([...NFA, requested, { by: supervisor, ...done }]).refused('already-erased');
  });

  it('stay when a supervisor declines, or whoever asked takes it back', () => {
    const past = [...NFA, requested];
    const no = (by: Person) => given(...past).when(suspectErasure.DeclineErasure, { reason: 'Needed' }, by);
    no(supervisor).then('ErasureDeclined');
    no(officer).then('ErasureDeclined');
    no({ ...officer, id: 'aziz' }).refused('not-a-supervisor');
  });

  it.each<[string, readonly Past[], string]>([
    ['nobody decided whether to prosecute', [arrested()], 'proceedings-open'],
    ['they are charged', [arrested(), charged()], 'proceedings-open'],
    ['they are convicted, and not sentenced', [arrested(), charged(), pleaded('guilty')], 'proceedings-open'],
    ['the sentence runs', [arrested(), charged(), found('guilty'), sentenced()], 'retention-not-over'],
  ])('are kept while %s', (_what, past, rule) => {
    asking(past).refused(rule);
    erasedBy(supervisor, [...past, requested]).refused(rule);
  });

  it('are erased after an acquittal', () =>
    asking([arrested(), charged(), found('not-guilty')]).then('ErasureRequested'));

  it('are kept while somebody else is prosecuted in the same case', () => {
    const accomplice = { ...fold(suspectAggregate, 'suspect-x', [arrested(), charged()]), caseId: CASE_ID };
    asking(NFA, ['suspect-x', accomplice]).refused('proceedings-open');
  });

  it('are kept under a hold, which is named', () => {
    const held = exhibit({ holds: [{ id: eventId(1), kind: 'appeal', reason: 'Appeal lodged' }] });
    asking(NFA, held).refused('hold-active');
    expect(() => asking(NFA, held).then('ErasureRequested')).toThrow('A hold (appeal) is on AB/1: Appeal lodged');
  });

  it('are kept while what was taken from them is examined', () =>
    asking(NFA, exhibit({ examination: { is: 'requested', priority: 1, dueBy: '2026-02-01' } })).refused(
      'examination-open',
    ));

  it('are also what was written about what was taken from them, and to whom it went back', () => {
    const subjects = (one: readonly [string, Exhibit]) =>
      erasedBy(supervisor, [...NFA, requested], one).events.flatMap(
        ({ facts }) => (facts as { subjects: string[] }).subjects,
      );
    const [stream] = exhibit();
    const texts = ['summary', 'text', 'name'].map((of) => `${stream}/${of}`);
    expect(subjects(exhibit())).toEqual([self, ...texts]);
    expect(subjects(exhibit({ custody: { is: 'returned', at: '' } }))).toEqual([self, ...texts, `${stream}/to`]);
    expect(subjects(exhibit({ fromPersonId: 'another' }))).toEqual([self]);
    expect(subjects(['look-1', undefined as never])).toEqual([self, 'look-1']);
  });
});

describe('the personal data of somebody named with an exhibit', () => {
  const destroyed: Past = {
    by: officer,
    ...exhibitHappened('DeviceDestroyed', { method: 'shredder', authority: 'DI Hart', witness: 'hart' }),
  };
  const closed: Others = [[`case-${CASE_ID}`, CLOSED_CASE]];
  const of = (whose: object, past: readonly Past[] = [seized()], others = closed) =>
    givenExhibit(...past).when(exhibitErasure.RequestErasure, { ...request, ...whose }, officer, OPEN_CASE, others);

  it('are of one of them', () => {
    of({ whose: 'from' }).then('ErasureRequested');
    of({ whose: 'texts' }).then('ErasureRequested');
    of({}).refused('whose-data');
    of({ whose: 'to' }).refused('not-returned');
    of({ whose: 'claimant', claimId: ID }).refused('no-such-claim');
  });

  it('are kept while nobody knows yet whether to prosecute', () =>
    of({ whose: 'from' }, [seized()], [[`case-${CASE_ID}`, OPEN_CASE]]).refused('proceedings-open'));

  it('are erased of the one who was asked for, also when the exhibit is gone', () => {
    const past = [seized(), destroyed, { by: officer, ...erasing('ErasureRequested', { ...request, whose: 'from' }) }];
    const { events } = givenExhibit(...past).when(
      exhibitErasure.ErasePersonalData,
      order,
      supervisor,
      OPEN_CASE,
      closed,
    );
    expect(events).toMatchObject([{ facts: { whose: 'from', subjects: [`exhibit-${ID}/from`] } }]);
  });
});
