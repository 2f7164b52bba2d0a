import { eventId, type Past } from '../kernel/given.js';
import {
  detected,
  doubted,
  examined,
  examiner,
  given,
  handedOver,
  officer,
  onTheBench,
  received,
  seized,
  supervisor,
} from './given-exhibit.js';
import { raiseDiscrepancy } from './raise-discrepancy.js';
import { resolveDiscrepancy } from './resolve-discrepancy.js';

const seen = { kind: 'label', detail: 'The label says AB/7' };
const because = { explanation: 'The label was misread' };
const arrived = (seal: string, intact: boolean): readonly Past[] => [
  seized(),
  handedOver(officer, examiner),
  received(examiner, seal, intact),
  doubted(),
];

describe('raising a discrepancy', () => {
  it.each([
    ['found', [detected()]],
    ['held', [seized()]],
    ['on the bench', onTheBench],
  ])('is possible for anyone while the exhibit is %s', (_state, past) =>
    given(...past)
      .when(raiseDiscrepancy, seen, supervisor)
      .then('DiscrepancyRaised'),
  );

  it('stops an examination that is running', () =>
    given(...examined)
      .when(raiseDiscrepancy, seen, officer)
      .then('DiscrepancyRaised', 'ExaminationPaused'));
});

describe('resolving a discrepancy', () => {
  it('is for a supervisor, with an explanation', () =>
    expect(given(seized(), doubted('label')).when(resolveDiscrepancy, because, supervisor).state.discrepancies).toEqual(
      [],
    ));

  it('is not for the examiner who raised it', () =>
    given(seized(), doubted('label')).when(resolveDiscrepancy, because, examiner).refused('not-a-supervisor'));

  it('needs one that is open', () =>
    given(seized()).when(resolveDiscrepancy, because, supervisor).refused('no-such-discrepancy'));

  it('does not need to say which when there is one', () =>
    expect(given(seized(), doubted('label')).when(resolveDiscrepancy, because, supervisor).events).toEqual([
      { type: 'DiscrepancyResolved', facts: { ...because, discrepancyId: eventId(1) } },
    ]));

  it('says which when several are open', () => {
    const asked = given(seized(), doubted('label'), doubted('location'));
    asked.when(resolveDiscrepancy, because, supervisor).refused('which-discrepancy');
    expect(
      asked.when(resolveDiscrepancy, { ...because, discrepancyId: eventId(1) }, supervisor).state.discrepancies,
    ).toMatchObject([{ kind: 'location' }]);
  });

  it('does not resolve what was resolved', () =>
    given(seized(), doubted('label'))
      .when(resolveDiscrepancy, { ...because, discrepancyId: eventId(0) }, supervisor)
      .refused('no-such-discrepancy'));

  it('leaves the exhibit under the seal that was seen, when that one was whole', () =>
    expect(given(...arrived('S200', true)).when(resolveDiscrepancy, because, supervisor).state.seal).toEqual({
      is: 'sealed',
      number: 'S200',
    }));

  it('leaves the exhibit opened, when the seal was broken', () =>
    expect(given(...arrived('S100', false)).when(resolveDiscrepancy, because, supervisor).state.seal).toEqual({
      is: 'opened',
      lastNumber: 'S100',
    }));

  it('of another kind leaves the seal in doubt', () =>
    expect(
      given(...arrived('S200', true), doubted('label')).when(
        resolveDiscrepancy,
        { ...because, discrepancyId: eventId(4) },
        supervisor,
      ).state.seal,
    ).toMatchObject({ is: 'compromised' }));
});
