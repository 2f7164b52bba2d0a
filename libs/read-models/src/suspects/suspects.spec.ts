import { folded } from '../../test/rows.js';
import { Story } from '../../test/story.js';
import { suspects, type SuspectRow } from './suspects.js';

type Suspect = ReturnType<Story['suspect']>;

function after(...happened: ((suspect: Suspect) => void)[]): SuspectRow | undefined {
  const story = new Story();
  const suspect = story.suspect();
  happened.forEach((happens) => happens(suspect));
  return folded<SuspectRow>(suspects, story.events).rows.get(suspect.id);
}

const NAMED = { name: 'Alan Example', dateOfBirth: '2001-02-03', suspectedOf: ['possession of indecent images'] };
const OFFENCE = { act: 'Sexual Offences Act 2003', section: '103I', description: 'breach of a SHPO', counts: 2 };
const SENTENCE = { custodyMonths: 12, suspended: false, orders: [], court: 'St Albans Crown Court' };

const arrested = (s: Suspect): void => void s.tell('PersonArrested', NAMED);
const bailed = (s: Suspect): void => void s.tell('BailGranted', { conditions: ['No phone'], until: '2026-05-01' });
const charged = (s: Suspect): void => void s.tell('ChargeBrought', { offences: [OFFENCE], unit: 'COST' });
const remanded = (s: Suspect): void => void s.tell('RemandedInCustody', { court: 'Hatfield Magistrates' });
const pleaded =
  (plea: 'guilty' | 'not-guilty' | 'none') =>
  (s: Suspect): void =>
    void s.tell('PleaEntered', { plea });
const verdict =
  (is: 'guilty' | 'not-guilty') =>
  (s: Suspect): void =>
    void s.tell('VerdictReturned', { verdict: is });
const sentenced = (s: Suspect): void => void s.tell('SentencePassed', SENTENCE);

describe('the row of a suspect', () => {
  it('keeps name and date of birth sealed', () => {
    const row = after(arrested);
    expect(row).toMatchObject({
      status: 'arrested',
      suspected_of: NAMED.suspectedOf,
      arrested_at: '2026-03-01T06:01:00.000Z',
    });
    expect(row?.name).toMatchObject({ field: 'name', value: { sealed: expect.any(String) as string } });
    expect(JSON.stringify(row)).not.toMatch(/Alan|2001-02-03/);
  });

  it.each([
    ['on bail', [bailed], { bail: { conditions: ['No phone'], until: '2026-05-01' } }],
    [
      'on bail',
      [bailed, (s: Suspect): void => void s.tell('BailExtended', { until: '2026-08-01', authorisedBy: 'inspector' })],
      { bail: { until: '2026-08-01' } },
    ],
    [
      'under investigation',
      [bailed, (s: Suspect): void => void s.tell('ReleasedUnderInvestigation', {})],
      { bail: null },
    ],
    [
      'no further action',
      [bailed, (s: Suspect): void => void s.tell('NoFurtherAction', { reason: 'nothing found' })],
      { bail: null },
    ],
    ['charged', [bailed, charged], { bail: null, charges: [{ ...OFFENCE, at: '2026-03-01T06:03:00.000Z' }] }],
    ['remanded', [charged, remanded], { remanded_to: 'Hatfield Magistrates' }],
    ['remanded', [charged, remanded, pleaded('none')], { plea: 'none' }],
    ['remanded', [charged, remanded, charged], { charges: [OFFENCE, OFFENCE] }],
    ['convicted', [charged, remanded, pleaded('guilty')], { plea: 'guilty', remanded_to: 'Hatfield Magistrates' }],
    ['convicted', [charged, pleaded('not-guilty'), verdict('guilty')], { verdict: 'guilty' }],
    ['acquitted', [charged, remanded, verdict('not-guilty')], { remanded_to: null }],
    [
      'sentenced',
      [charged, remanded, pleaded('guilty'), sentenced],
      { sentence: { custodyMonths: 12 }, remanded_to: null },
    ],
    [
      'charged',
      [charged, pleaded('guilty'), sentenced, charged],
      { sentence: null, plea: null, charges: [OFFENCE, OFFENCE] },
    ],
  ] as const)('is %s', (status, happened, expected) => {
    expect(after(arrested, ...happened)).toMatchObject({ status, ...expected });
  });
});
