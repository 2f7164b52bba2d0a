import { CLOSED_CASE, ID, type Past } from '../kernel/given.js';
import { arrestPerson } from './arrest-person.js';
import { bringCharge } from './bring-charge.js';
import { enterPlea } from './enter-plea.js';
import { suspectEvents } from './events.js';
import { arrested, charged, found, given, offence, officer, pleaded, sentenced } from './given-suspect.js';
import { passSentence } from './pass-sentence.js';
import { remandInCustody } from './remand-in-custody.js';
import { returnVerdict } from './return-verdict.js';
import { takeNoFurtherAction } from './take-no-further-action.js';

const person = { name: 'A Person', dateOfBirth: '2001-03-19', suspectedOf: ['indecent images'] };
const charge = { offences: [offence], unit: 'Public Protection Unit' };
const sentence = { custodyMonths: 12, suspended: false, orders: ['forfeiture'], court: 'St Albans Crown Court' };
const court = { court: 'Hatfield Remand Court' };
const inCourt = [arrested(), charged()];

describe('an arrest', () => {
  it('begins what is kept of a person, from whose own key name and birth are sealed', () => {
    given().when(arrestPerson, person, officer).then('PersonArrested');
    const { personal } = suspectEvents.PersonArrested;
    const ids = { caseId: 'c', stream: `suspect-${ID}` };
    expect([personal.name(person, ids), personal.dateOfBirth(person, ids)]).toEqual([`suspect-${ID}`, `suspect-${ID}`]);
  });

  it('keeps nothing personal in what decisions are made on', () =>
    expect(JSON.stringify(given().when(arrestPerson, person, officer).state)).not.toMatch(/A Person|2001-03-19/));

  it('is recorded once', () => given(arrested()).when(arrestPerson, person, officer).refused('already-arrested'));

  it('is not booked under a closed case', () =>
    given().when(arrestPerson, person, officer, CLOSED_CASE).refused('case-closed'));

  it('stays under its case', () =>
    given(arrested())
      .when(takeNoFurtherAction, { reason: 'No evidence', caseId: '0c5e0000-0000-4000-8000-000000000099' }, officer)
      .refused('another-case'));
});

describe('a charge', () => {
  it('follows an arrest', () => given(arrested()).when(bringCharge, charge, officer).then('ChargeBrought'));

  it('needs an arrest or a summons', () => given().when(bringCharge, charge, officer).refused('no-arrest-or-summons'));

  it('may be brought by summons', () =>
    given()
      .when(bringCharge, { ...charge, summonsRef: 'SU/1' }, officer)
      .then('ChargeBrought'));

  it('by summons is not booked under a closed case', () =>
    given()
      .when(bringCharge, { ...charge, summonsRef: 'SU/1' }, officer, CLOSED_CASE)
      .refused('case-closed'));

  it('counts every count, and a further charge adds to them', () =>
    expect(given(...inCourt).when(bringCharge, charge, officer).state.proceedings).toMatchObject({ counts: 4 }));

  it('leaves somebody in prison who was remanded on an earlier one', () => {
    const remanded: Past = { type: 'RemandedInCustody', by: officer, facts: court };
    expect(given(...inCourt, remanded).when(bringCharge, charge, officer).state.standing).toMatchObject({
      is: 'remanded',
    });
  });

  it('after a sentence is another prosecution, which needs a plea or verdict of its own', () => {
    const again = [...inCourt, pleaded('guilty'), sentenced(), charged()];
    given(...again)
      .when(passSentence, sentence, officer)
      .refused('no-conviction');
  });
});

describe('no further action', () => {
  it('ends what was not charged', () =>
    given(arrested()).when(takeNoFurtherAction, { reason: 'No evidence' }, officer).then('NoFurtherAction'));
  it('does not end what is before a court', () =>
    given(...inCourt)
      .when(takeNoFurtherAction, { reason: 'No evidence' }, officer)
      .refused('already-charged'));
  it('is taken once', () => {
    const taken: Past = { type: 'NoFurtherAction', by: officer, facts: { reason: 'No evidence' } };
    given(arrested(), taken)
      .when(takeNoFurtherAction, { reason: 'No evidence' }, officer)
      .refused('no-further-action-taken');
  });
});

describe('a court', () => {
  it.each<[string, () => void]>([
    ['remands', () => given(arrested()).when(remandInCustody, court, officer).refused('not-charged')],
    ['takes a plea from', () => given(arrested()).when(enterPlea, { plea: 'guilty' }, officer).refused('not-charged')],
    [
      'finds a verdict on',
      () => given(arrested()).when(returnVerdict, { verdict: 'guilty' }, officer).refused('not-charged'),
    ],
    ['sentences', () => given(arrested()).when(passSentence, sentence, officer).refused('not-charged')],
  ])('%s nobody who is not charged', (_what, refused) => refused());

  it('remands a charged person in custody', () =>
    expect(given(...inCourt).when(remandInCustody, court, officer).state.standing).toEqual({
      is: 'remanded',
      ...court,
    }));

  it('records that no plea was entered', () =>
    given(...inCourt)
      .when(enterPlea, { plea: 'none' }, officer)
      .then('PleaEntered'));

  it('takes another plea before the verdict', () =>
    given(...inCourt, pleaded('not-guilty'))
      .when(enterPlea, { plea: 'guilty' }, officer)
      .then('PleaEntered'));

  it('takes no plea after the verdict', () =>
    given(...inCourt, found('guilty'))
      .when(enterPlea, { plea: 'guilty' }, officer)
      .refused('verdict-returned'));

  it('does not try somebody who pleaded guilty', () =>
    given(...inCourt, pleaded('guilty'))
      .when(returnVerdict, { verdict: 'guilty' }, officer)
      .refused('pleaded-guilty'));

  it('returns one verdict', () =>
    given(...inCourt, found('guilty'))
      .when(returnVerdict, { verdict: 'not-guilty' }, officer)
      .refused('verdict-returned'));
});

describe('a sentence', () => {
  it('is for one of the offences that were charged, where it says which weighs most', () => {
    const principal = (principalOffence: string) =>
      given(...inCourt, pleaded('guilty')).when(passSentence, { ...sentence, principalOffence }, officer);
    expect(principal(offence.description).events).toMatchObject([
      { type: 'SentencePassed', facts: { principalOffence: offence.description } },
    ]);
    principal('theft').refused('offence-not-charged');
  });

  it.each([
    ['a plea of guilty', pleaded('guilty')],
    ['a verdict of guilty', found('guilty')],
  ])('follows %s', (_what, conviction) =>
    given(...inCourt, conviction)
      .when(passSentence, sentence, officer)
      .then('SentencePassed'),
  );

  it.each<[string, readonly Past[]]>([
    ['a charge alone', []],
    ['a plea that was not entered', [pleaded('none')]],
    ['a plea of not guilty', [pleaded('not-guilty')]],
    ['a plea of guilty that was taken back', [pleaded('guilty'), pleaded('not-guilty')]],
  ])('does not follow %s', (_what, past) =>
    given(...inCourt, ...past)
      .when(passSentence, sentence, officer)
      .refused('no-conviction'),
  );

  it('does not follow an acquittal', () =>
    given(...inCourt, found('not-guilty'))
      .when(passSentence, sentence, officer)
      .refused('acquitted'));

  it('is passed once, so that its months count once', () =>
    given(...inCourt, pleaded('guilty'), sentenced())
      .when(passSentence, sentence, officer)
      .refused('already-sentenced'));
});
