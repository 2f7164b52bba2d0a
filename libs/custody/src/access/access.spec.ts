import { officer, supervisor } from '../exhibit/given-exhibit.js';
import { CASE_ID, eventId, givenIn, type Past } from '../kernel/given.js';
import { definitionOf, sentence } from '../rules.js';
import { accessAggregate } from './access.js';
import { acknowledgeBreakGlass } from './acknowledge-break-glass.js';
import { breakGlass } from './break-glass.js';
import { breakGlassStream, happened } from './events.js';

const given = givenIn(accessAggregate, 'caseId', breakGlassStream({ caseId: CASE_ID }));
const reason = 'Threat to life';
const used: Past = { by: officer, ...happened('BreakGlassUsed', { reason, until: '2026-01-14T12:00:00.000Z' }) };

describe('break-glass', () => {
  it('opens a case for four hours', () => {
    const asked = given().when(breakGlass, { reason }, officer);
    asked.then('BreakGlassUsed');
    expect(asked.events[0]?.facts).toEqual({ reason, until: '2026-01-14T13:00:00.000Z' });
  });
  it('opens no case that is not there', () =>
    given().when(breakGlass, { reason }, officer, { is: 'not opened' }).refused('case-not-opened'));
  it('is not used twice while it lasts, and again afterwards', () => {
    given(used).when(breakGlass, { reason }, officer).refused('open-already');
    given(used).when(breakGlass, { reason }, supervisor).then('BreakGlassUsed');
    given(used).when(breakGlass, { reason, occurredAt: '2026-01-14T12:00:00.000Z' }, officer).then('BreakGlassUsed');
  });
  it('is acknowledged once, by a supervisor who did not use it', () => {
    const seen = { useId: eventId(0) };
    const own: Past = { ...used, by: supervisor };
    given(used).when(acknowledgeBreakGlass, seen, supervisor).then('BreakGlassAcknowledged');
    given(used).when(acknowledgeBreakGlass, seen, officer).refused('not-a-supervisor');
    given(own).when(acknowledgeBreakGlass, seen, supervisor).refused('own-use');
    given().when(acknowledgeBreakGlass, seen, supervisor).refused('no-such-use');
    given(used, { by: supervisor, ...happened('BreakGlassAcknowledged', seen) })
      .when(acknowledgeBreakGlass, seen, supervisor)
      .refused('seen-already');
  });
});

describe('the sentence of a look', () => {
  it('says what was asked for, with what, and why', () => {
    const facts = { permission: 'search', filter: { status: 'held' }, words: 'marsden', reason: 'disclosure' };
    expect(sentence('RecordSearched', facts)).toBe(
      'Permitted to search; status held; looked for: marsden; reason: disclosure',
    );
    expect(sentence('AccessRefused', { permission: 'give commands', command: 'BreakSeal' })).toBe(
      'Refused to give commands: BreakSeal',
    );
    expect(sentence('RecordViewed', { permission: 'see a case', reason: 'other' }, ['reasonInWords'])).toContain(
      'reason: [erased]',
    );
  });
  it('keeps what was typed under the key that the look names', () =>
    expect(
      definitionOf('RecordSearched')?.personal.words?.({ typedUnder: 'look-1' } as never, { caseId: '', stream: '' }),
    ).toBe('look-1'));
});
