import { type StoredFacts } from '#custody';
import { folded } from '../../test/rows.js';
import { SEIZURE, Story } from '../../test/story.js';
import { exhibits, type ExhibitRow } from './exhibits.js';

const OTHER = '0c5e0000-0000-4000-8000-0000000000bb';
type Told = readonly { [T in keyof StoredFacts]: readonly [T, StoredFacts[T]] }[keyof StoredFacts][];

/** The row of a seized phone after these. */
function after(...told: Told): ExhibitRow | undefined {
  const story = new Story();
  const phone = story.exhibit();
  phone.tell('DeviceSeized', SEIZURE);
  for (const [type, facts] of told) phone.tell(type, facts);
  return folded<ExhibitRow>(exhibits, story.events).rows.get(phone.id);
}

it('a hold is on it until it is released', () => {
  const story = new Story();
  const phone = story.exhibit();
  phone.tell('DeviceSeized', SEIZURE);
  const held = phone.tell('RetentionHeld', { reason: 'Trial', authority: 'CPIA' });
  const row = () => folded<ExhibitRow>(exhibits, story.events).rows.get(phone.id)?.more.holds;
  expect(row()).toMatchObject([{ id: held.id, kind: 'retention', reason: 'Trial', authority: 'CPIA' }]);
  phone.tell('RetentionReleased', { reason: 'Over', authority: 'CPIA', holdId: held.id });
  expect(row()).toEqual([]);
});

it('what is returned or destroyed is nobody’s and nowhere', () => {
  expect(after(['DeviceReturned', { authority: 'OIC' }])).toMatchObject({
    ...{ custody: 'returned', holder_id: null, location: null, more: { disposedAt: '2026-03-01T06:02:00.000Z' } },
  });
  expect(after(['DeviceDestroyed', { method: 'x', authority: 'y', witness: 'z' }])).toMatchObject({
    custody: 'destroyed',
  });
});

it('keeps its former references, its other cases and records, its owners and its reports', () =>
  expect(
    after(
      ['ExhibitRelabelled', { exhibitRef: 'TW/9', formerRef: 'TW/1', reason: 'x' }],
      ['CaseLinked', { otherCaseId: OTHER, reason: 'x' }],
      ['ExhibitsLinkedAsSame', { sameAs: OTHER, reason: 'x' }],
      ['OwnershipClaimed', { claimId: OTHER, basis: 'x' }],
      ['OwnershipSettled', { claimId: OTHER, outcome: 'accepted', authority: 'x' }],
      ['ReportIssued', { reference: 'R/1' }],
      ['ExaminationCompleted', { findings: 'x', indecentImages: true }],
    ),
  ).toMatchObject({
    exhibit_ref: 'TW/9',
    more: {
      ...{ formerRefs: ['TW/1'], alsoIn: [OTHER], sameAs: [OTHER], indecentImages: true },
      ...{ ownerClaims: [{ claimId: OTHER, status: 'accepted' }], reports: [{ reference: 'R/1' }] },
    },
  }));

it('lets go of other cases and records', () =>
  expect(
    after(
      ['CaseLinked', { otherCaseId: OTHER, reason: 'x' }],
      ['CaseUnlinked', { otherCaseId: OTHER, reason: 'x' }],
      ['ExhibitsLinkedAsSame', { sameAs: OTHER, reason: 'x' }],
      ['LinkUndone', { sameAs: OTHER, reason: 'x' }],
    ),
  ).toMatchObject({ more: { alsoIn: [], sameAs: [] } }));
