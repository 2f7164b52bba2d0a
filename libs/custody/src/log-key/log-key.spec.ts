import { officer, supervisor } from '../exhibit/given-exhibit.js';
import { eventId, givenIn, type Past } from '../kernel/given.js';
import { happened, LOG_KEY_STREAM } from './events.js';
import { logKeyAggregate } from './log-key.js';
import { logKeyDecisions as decisions } from './rotation.js';

const given = givenIn(logKeyAggregate, undefined, LOG_KEY_STREAM);
const reason = { reason: 'Yearly change' };
const keys = { oldKey: 'log+1+A', newKey: 'log+2+B' };
const administrator = { ...officer, id: 'varga', role: 'administrator' };
const requested: Past = { by: administrator, ...happened('KeyRotationRequested', reason) };
const requestId = eventId(0);
const authorised: Past = { by: supervisor, ...happened('KeyRotationAuthorised', { requestId }) };
const rotated: Past = { by: officer, ...happened('KeyRotated', { requestId, ...keys }) };
const declined: Past = { by: supervisor, ...happened('KeyRotationDeclined', { requestId, ...reason }) };

describe('a new key for the log', () => {
  it('is asked for by one person, authorised by another, and made once', () => {
    given().when(decisions.RequestKeyRotation, reason, administrator).then('KeyRotationRequested');
    given(requested).when(decisions.AuthoriseKeyRotation, {}, supervisor).then('KeyRotationAuthorised');
    const made = given(requested, authorised).when(decisions.RecordKeyRotation, keys, officer);
    expect(made.events).toMatchObject([{ type: 'KeyRotated', facts: { requestId, ...keys } }]);
    expect(made.state.rotations).toMatchObject([
      { is: 'rotated', requested: { by: 'varga' }, authorised: { by: supervisor.id }, rotated: keys },
    ]);
  });
  it('is not authorised by whoever asked, by nobody’s asking, or twice', () => {
    given(requested).when(decisions.AuthoriseKeyRotation, {}, administrator).refused('same-person');
    given().when(decisions.AuthoriseKeyRotation, {}, supervisor).refused('no-rotation-requested');
    given(requested, authorised)
      .when(decisions.AuthoriseKeyRotation, {}, supervisor)
      .refused('rotation-already-authorised');
  });
  it.each<[string, readonly Past[]]>([
    ['nobody asked', []],
    ['nobody authorised it', [requested]],
    ['it was declined after all', [requested, authorised, declined]],
    ['what was authorised is done', [requested, authorised, rotated]],
  ])('is not made while %s', (_what, past) =>
    given(...past)
      .when(decisions.RecordKeyRotation, { ...keys, newKey: 'log+3+C' }, officer)
      .refused('rotation-not-authorised'),
  );
  it('is recorded once, however often the program is run', () =>
    given(requested, authorised, rotated)
      .when(decisions.RecordKeyRotation, keys, officer)
      .refused('rotation-already-recorded'));
  it('is asked for again only when the last is made or declined', () => {
    const again = (...past: readonly Past[]) =>
      given(...past).when(decisions.RequestKeyRotation, reason, administrator);
    again(requested).refused('rotation-already-requested');
    again(requested, authorised).refused('rotation-already-requested');
    again(requested, authorised, rotated).then('KeyRotationRequested');
    again(requested, declined).then('KeyRotationRequested');
  });
  it('is declined only while it is asked for', () => {
    given(requested, authorised).when(decisions.DeclineKeyRotation, reason, administrator).then('KeyRotationDeclined');
    given(requested, authorised, rotated)
      .when(decisions.DeclineKeyRotation, reason, supervisor)
      .refused('no-rotation-requested');
  });
});
