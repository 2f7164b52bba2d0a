import { type Past } from '../kernel/given.js';
import { type Rank } from '../law/index.js';
import { extendBail } from './extend-bail.js';
import { arrested, bailed, charged, given, officer } from './given-suspect.js';
import { grantBail } from './grant-bail.js';
import { releaseUnderInvestigation } from './release-under-investigation.js';

const conditions = ['no contact with anyone under 18'];

describe('pre-charge bail after an arrest on 14 January', () => {
  it('may last until 14 April, its first limit', () =>
    expect(given(arrested()).when(grantBail, { conditions, until: '2026-04-14' }, officer).state.standing).toEqual({
      is: 'on bail',
      conditions,
      until: '2026-04-14',
    }));

  it('may end sooner', () =>
    given(arrested()).when(grantBail, { conditions, until: '2026-02-01' }, officer).then('BailGranted'));

  it('may be without conditions', () =>
    given(arrested()).when(grantBail, { conditions: [], until: '2026-02-01' }, officer).then('BailGranted'));

  it('never lasts until 15 April without somebody of higher rank', () =>
    given(arrested()).when(grantBail, { conditions, until: '2026-04-15' }, officer).refused('beyond-bail-limit'));

  it('never ends before it begins', () =>
    given(arrested())
      .when(grantBail, { conditions, until: '2026-01-13' }, officer)
      .refused('bail-ends-before-it-begins'));

  it.each<[string, readonly Past[]]>([
    ['on bail already', [arrested(), bailed('2026-02-01')]],
    ['charged', [arrested(), charged()]],
    ['summonsed and never arrested', [charged('SU/1')]],
  ])('is not for somebody who is %s', (_what, past) =>
    given(...past)
      .when(grantBail, { conditions, until: '2026-04-14' }, officer)
      .refused('not-under-arrest'),
  );

  it('is not for somebody nobody arrested', () =>
    given().when(grantBail, { conditions, until: '2026-04-14' }, officer).refused('suspect-not-recorded'));

  it('counts from the day of arrest in London, which just after midnight in summer is yesterday’s in UTC', () => {
    const late = given(arrested('2026-07-14T23:30:00.000Z'));
    const occurredAt = '2026-07-15T08:00:00Z';
    late.when(grantBail, { conditions, until: '2026-10-15', occurredAt }, officer).then('BailGranted');
    late.when(grantBail, { conditions, until: '2026-10-16', occurredAt }, officer).refused('beyond-bail-limit');
  });

  it('is judged by the law of the day of arrest: 28 days in 2021', () => {
    const then = given(arrested('2021-01-14T06:00:00.000Z'));
    const occurredAt = '2021-01-14T09:00:00Z';
    then.when(grantBail, { conditions, until: '2021-02-11', occurredAt }, officer).then('BailGranted');
    then.when(grantBail, { conditions, until: '2021-02-12', occurredAt }, officer).refused('beyond-bail-limit');
  });

  it('is not kept here where the law knew no limit', () =>
    given(arrested('2016-01-14T06:00:00.000Z'))
      .when(grantBail, { conditions, until: '2016-02-01', occurredAt: '2016-01-14T09:00:00Z' }, officer)
      .refused('no-bail-limit'));
});

describe('extending bail after an arrest on 14 January', () => {
  const beforeExpiry = '2026-02-01T10:00:00Z';
  const extend = (
    from: string,
    until: string,
    authorisedBy: Rank,
    occurredAt = beforeExpiry,
    exceptionallyComplex = false,
  ) =>
    given(arrested(), bailed(from)).when(
      extendBail,
      { until, authorisedBy, occurredAt, exceptionallyComplex },
      officer,
    );

  it.each<[string, string, Rank]>([
    ['2026-03-01', '2026-04-14', 'custody officer'],
    ['2026-04-14', '2026-07-14', 'inspector'],
    ['2026-04-14', '2026-07-14', 'superintendent'],
    ['2026-07-14', '2026-10-14', 'superintendent'],
    ['2026-10-14', '2027-01-14', 'magistrates'],
  ])('from %s to %s is for the %s', (from, until, rank) => extend(from, until, rank).then('BailExtended'));

  it.each<[string, string, Rank]>([
    ['2026-04-14', '2026-04-15', 'custody officer'],
    ['2026-07-14', '2026-07-15', 'inspector'],
    ['2026-07-14', '2026-10-14', 'chief inspector'],
    ['2026-10-14', '2026-10-15', 'chief constable'],
  ])('from %s to %s is more than the %s may do', (from, until, rank) =>
    extend(from, until, rank).refused('rank-too-low'),
  );

  it.each<[string, string, Rank]>([
    ['2026-04-14', '2026-07-15', 'superintendent'],
    ['2026-04-14', '2026-10-14', 'magistrates'],
    ['2026-10-14', '2027-01-15', 'magistrates'],
    ['2027-01-14', '2027-02-01', 'magistrates'],
  ])('from %s to %s goes past the next limit, which even the %s may not', (from, until, rank) =>
    extend(from, until, rank).refused('beyond-bail-limit'),
  );

  it('goes on to 18 months where the case is designated as exceptionally complex', () => {
    extend('2026-10-14', '2027-01-14', 'assistant chief constable', beforeExpiry, true).then('BailExtended');
    extend('2026-10-14', '2027-01-14', 'superintendent', beforeExpiry, true).refused('rank-too-low');
    extend('2027-01-14', '2027-07-14', 'magistrates', beforeExpiry, true).then('BailExtended');
  });

  it('is authorised on the last day at the latest', () => {
    extend('2026-04-14', '2026-07-14', 'inspector', '2026-04-14T22:59:00Z').then('BailExtended');
    extend('2026-04-14', '2026-07-14', 'inspector', '2026-04-14T23:01:00Z').refused('bail-lapsed');
  });

  it('makes it longer', () => extend('2026-04-14', '2026-04-14', 'superintendent').refused('not-an-extension'));

  it('needs bail', () =>
    given(arrested())
      .when(extendBail, { until: '2026-07-14', authorisedBy: 'inspector' }, officer)
      .refused('not-on-bail'));

  it('counts the next extension from this one', () =>
    expect(extend('2026-04-14', '2026-07-14', 'inspector').state.standing).toMatchObject({ until: '2026-07-14' }));
});

describe('release under investigation', () => {
  it.each([
    ['arrest', [arrested()]],
    ['bail', [arrested(), bailed('2026-04-14')]],
  ])('ends %s, without a date or conditions', (_what, past) =>
    expect(given(...past).when(releaseUnderInvestigation, {}, officer).state.standing).toEqual({
      is: 'under investigation',
    }),
  );

  it('is not for somebody who is charged', () =>
    given(arrested(), charged()).when(releaseUnderInvestigation, {}, officer).refused('not-under-arrest'));
});
