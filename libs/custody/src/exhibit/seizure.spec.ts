import { CASE_ID, CLOSED_CASE, ID } from '../kernel/given.js';
import { detectDevice } from './detect-device.js';
import { detected, given, handedOver, officer, seized, storekeeper } from './given-exhibit.js';
import { seizeDevice } from './seize-device.js';
import { exhibitEvents } from './events.js';
import { makeNote } from './make-note.js';

const find = {
  kind: 'mobile phone',
  place: 'behind the bath panel',
  detectedBy: { method: 'dog', name: 'Micky' },
} as const;
const seizure = {
  exhibitRef: 'AB/1',
  kind: 'mobile phone',
  description: 'Black phone',
  power: 'warrant',
  from: 'A person',
  sealNumber: 'S100',
  powerState: 'off',
} as const;
const ids = { caseId: CASE_ID, stream: `exhibit-${ID}` };

describe('a device at the scene', () => {
  it('is recorded where the dog indicated it, before anyone touches it', () =>
    given().when(detectDevice, find, officer).then('DeviceDetected'));

  it('is found once', () => given(detected()).when(detectDevice, find, officer).refused('exhibit-already-recorded'));

  it('is seized after it was found', () => given(detected()).when(seizeDevice, seizure, officer).then('DeviceSeized'));

  it('is seized without a find: an officer may pick up a phone from the table', () =>
    given().when(seizeDevice, seizure, officer).then('DeviceSeized'));

  it('is held by the officer who seized it, under the seal they put on', () =>
    expect(given(detected()).when(seizeDevice, seizure, officer).state).toMatchObject({
      caseId: CASE_ID,
      reference: 'AB/1',
      custody: { is: 'held', holder: { id: 'whitlock' } },
      seal: { is: 'sealed', number: 'S100' },
    }));

  it.each([
    ['held', [seized()]],
    ['in transit', [seized(), handedOver(officer, storekeeper)]],
  ])('is not seized a second time while it is %s', (_state, past) =>
    given(...past)
      .when(seizeDevice, seizure, officer)
      .refused('already-seized'),
  );

  it('is not booked under a case that was never opened', () =>
    given().when(seizeDevice, seizure, officer, { is: 'not opened' }).refused('case-not-opened'));

  it('is not booked under a case that is closed', () =>
    given().when(seizeDevice, seizure, officer, CLOSED_CASE).refused('case-closed'));

  it('stays under the case it was found in', () =>
    given(detected())
      .when(seizeDevice, { ...seizure, caseId: '0c5e0000-0000-4000-8000-000000000099' }, officer)
      .refused('another-case'));

  it('is not even noted about under another case', () =>
    given(detected())
      .when(makeNote, { text: 'Looks new', caseId: '0c5e0000-0000-4000-8000-000000000099' }, officer)
      .refused('another-case'));

  it('has to be in the ledger before anything is said about it', () =>
    given().when(makeNote, { text: 'Looks new' }, officer).refused('exhibit-not-recorded'));
});

describe('a seizure', () => {
  const facts = { ...seizure, sealNumber: 'S100' };

  it('claims its seal number everywhere and its reference within the case', () =>
    expect(exhibitEvents.DeviceSeized.claims(facts, ids)).toEqual([
      { kind: 'seal number', value: 'S100', within: '', exhibitId: ID },
      { kind: 'exhibit reference', value: 'AB/1', within: CASE_ID, exhibitId: ID },
    ]));

  it('keeps from whom it was under that suspect’s key, when it was a suspect', () =>
    expect(exhibitEvents.DeviceSeized.personal.from({ ...facts, fromPersonId: CASE_ID }, ids)).toBe(
      `suspect-${CASE_ID}`,
    ));

  it('keeps from whom it was under a key of its own otherwise', () =>
    expect(exhibitEvents.DeviceSeized.personal.from(facts, ids)).toBe(`exhibit-${ID}/from`));
});
