import { CASE_ID, eventId, givenIn } from '../kernel/given.js';
import { caseAggregate, caseStream } from '../case/case-file.js';
import { correctCaseEntry } from '../case/correct-entry.js';
import { caseHappened } from '../case/events.js';
import { correctSuspectEntry } from './correct-entry.js';
import { arrested, bailed, charged, given, offence, officer, pleaded, sentenced } from './given-suspect.js';

const correction = (n: number, field: string, now: unknown) => ({
  ...{ correctsEventId: eventId(n), field, now, reason: 'Typed wrong' },
});

describe('correcting what is recorded of a suspect', () => {
  it('counts the offences that it should have said', () =>
    expect(
      given(arrested(), charged()).when(
        correctSuspectEntry,
        correction(1, 'offences', [{ ...offence, counts: 3 }]),
        officer,
      ).state.proceedings?.counts,
    ).toBe(3));
  it('keeps bail within its limit', () => {
    const when = (until: string) =>
      given(arrested(), bailed('2026-02-01')).when(correctSuspectEntry, correction(1, 'until', until), officer);
    when('2026-04-15').refused('beyond-bail-limit');
    expect(when('2026-04-14').state.standing).toMatchObject({ until: '2026-04-14' });
  });
  it('takes a sentence as it was passed', () =>
    given(arrested(), charged(), pleaded('guilty'), sentenced())
      .when(correctSuspectEntry, correction(3, 'custodyMonths', 21), officer)
      .then('EntryCorrected'));
  it('names the first thing that is wrong with a list', () =>
    given(arrested(), charged())
      .when(correctSuspectEntry, correction(1, 'offences', [{ ...offence, counts: 0 }]), officer)
      .refused('correction-not-valid'));
  it('is not done of a plea: another is entered', () =>
    given(arrested(), charged(), pleaded('guilty'))
      .when(correctSuspectEntry, correction(2, 'plea', 'none'), officer)
      .refused('not-correctable'));
});

describe('correcting what is recorded of a case', () => {
  const opened = {
    by: officer,
    ...caseHappened('CaseOpened', { operationName: 'Larkspr', force: 'Herts', unit: 'COST', offenceTypes: ['x'] }),
  };
  const of = givenIn(caseAggregate, 'caseId', caseStream({ caseId: CASE_ID }));
  it('changes its name, also when it is closed', () => {
    const closed = { by: officer, ...caseHappened('CaseClosed', { reason: 'Concluded' }) };
    const said = correction(0, 'operationName', 'Larkspur');
    expect(of(opened, closed).when(correctCaseEntry, said, officer).state).toMatchObject({
      is: 'closed',
      operationName: 'Larkspur',
    });
    of().when(correctCaseEntry, said, officer).refused('case-not-opened');
  });
});
