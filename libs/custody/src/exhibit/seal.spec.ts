import { CASE_ID, ID } from '../kernel/given.js';
import { applySeal } from './apply-seal.js';
import { breakSeal } from './break-seal.js';
import { exhibitEvents } from './events.js';
import {
  atTheLab,
  colleague,
  detected,
  doubted,
  examined,
  examiner,
  given,
  handedOver,
  officer,
  onTheBench,
  opened,
  paused,
  received,
  sealedAgain,
  seized,
} from './given-exhibit.js';

const toOpen = { sealNumber: 'S100', reason: 'examination' };

describe('breaking a seal', () => {
  it('is done by the holder, who says why', () =>
    given(...atTheLab)
      .when(breakSeal, toOpen, examiner)
      .then('SealBroken'));

  it('leaves the exhibit opened', () =>
    expect(given(...atTheLab).when(breakSeal, toOpen, examiner).state.seal).toEqual({
      is: 'opened',
      lastNumber: 'S100',
    }));

  it('is for the holder alone, not for a colleague in the same lab', () =>
    given(...atTheLab)
      .when(breakSeal, toOpen, colleague)
      .refused('not-the-holder'));

  it('names the seal that is on it', () =>
    given(...atTheLab)
      .when(breakSeal, { ...toOpen, sealNumber: 'S999' }, examiner)
      .refused('not-its-seal'));

  it('needs a seal', () =>
    given(...onTheBench)
      .when(breakSeal, toOpen, examiner)
      .refused('not-sealed'));

  it('does not happen on the way to somebody', () =>
    given(seized(), handedOver(officer, examiner)).when(breakSeal, toOpen, officer).refused('in-transit'));

  it('waits for the supervisor when the seal was not as sent', () =>
    given(seized(), handedOver(officer, examiner), received(examiner, 'S200'), doubted())
      .when(breakSeal, { ...toOpen, sealNumber: 'S200' }, examiner)
      .refused('seal-compromised'));
});

describe('sealing again', () => {
  it('takes a new number', () =>
    expect(given(...onTheBench).when(applySeal, { sealNumber: 'S101' }, examiner).state).toMatchObject({
      seal: { is: 'sealed', number: 'S101' },
      sealNumbers: ['S100', 'S101'],
    }));

  it('never takes the number that was just broken', () =>
    given(...onTheBench)
      .when(applySeal, { sealNumber: 'S100' }, examiner)
      .refused('seal-number-used'));

  it('never takes any number the exhibit was ever under', () =>
    given(...onTheBench, sealedAgain('S101'), opened('S101'))
      .when(applySeal, { sealNumber: 'S100' }, examiner)
      .refused('seal-number-used'));

  it('never takes the number seen on receipt in place of the one sent', () =>
    given(seized(), handedOver(officer, examiner), received(examiner, 'S200', false))
      .when(applySeal, { sealNumber: 'S200' }, examiner)
      .refused('seal-compromised'));

  it('is not done over a seal', () =>
    given(...atTheLab)
      .when(applySeal, { sealNumber: 'S101' }, examiner)
      .refused('already-sealed'));

  it('is for the holder', () =>
    given(...onTheBench)
      .when(applySeal, { sealNumber: 'S101' }, officer)
      .refused('not-the-holder'));

  it('needs a holder: a device that was only found is in nobody’s hands', () =>
    given(detected()).when(applySeal, { sealNumber: 'S101' }, officer).refused('not-held'));

  it('waits until the examination rests', () =>
    given(...examined)
      .when(applySeal, { sealNumber: 'S101' }, examiner)
      .refused('examination-open'));

  it('is done while the examination is paused, so that the exhibit can be put away overnight', () =>
    given(...examined, paused())
      .when(applySeal, { sealNumber: 'S101' }, examiner)
      .then('SealApplied'));

  it('claims the number, so that no other exhibit gets it', () =>
    expect(
      exhibitEvents.SealApplied.claims({ sealNumber: 'S101' }, { caseId: CASE_ID, stream: `exhibit-${ID}` }),
    ).toEqual([{ kind: 'seal number', value: 'S101', within: '', exhibitId: ID }]));
});
