import { type Past } from '../kernel/given.js';
import { addAttachment } from './add-attachment.js';
import { happened } from './events.js';
import { detected, examined, examiner, given, handedOver, officer, seized, storekeeper } from './given-exhibit.js';
import { linkAsSame, undoLink } from './link-same.js';
import { linkCase, unlinkCase } from './link-case.js';
import { makeNote } from './make-note.js';
import { claimOwnership, settleOwnership } from './owners.js';
import { relabelExhibit } from './relabel-exhibit.js';
import { reportRejectedEntry } from './report-rejected-entry.js';
import { reportSighting } from './report-sighting.js';
import { verifyImage } from './verify-image.js';

const OTHER = '0c5e0000-0000-4000-8000-0000000000bb';
const [HASH, WORSE] = ['a'.repeat(64), 'b'.repeat(64)];
const returned: Past = { by: officer, ...happened('DeviceReturned', { to: 'x', authority: 'y' }) };
const photograph = { sha256: HASH, bytes: 2_400_000, mediaType: 'image/jpeg', name: 'seal.jpg' };

describe('what is said about an exhibit is taken, whatever state it is in', () => {
  it.each<[string, readonly Past[]]>([
    ['found', [detected()]],
    ['held', [seized()]],
    ['in transit', [seized(), handedOver(officer, examiner)]],
    ['given back', [seized(), returned]],
  ])('%s', (_state, past) => {
    const at = given(...past);
    at.when(addAttachment, photograph, storekeeper).then('AttachmentAdded');
    at.when(makeNote, { text: 'Wet' }, storekeeper).then('ExaminerNoteMade');
    at.when(verifyImage, { sha256: HASH, observed: HASH }, storekeeper).then('HashVerified');
    at.when(
      reportRejectedEntry,
      { command: 'StoreExhibit', rule: 'in-transit', detail: 'On its way' },
      storekeeper,
    ).then('EntryRejected');
  });
});

describe('seeing an exhibit', () => {
  const seen = { location: 'Shelf 9' };
  it('where its holder is is nothing to wonder at', () =>
    given(seized()).when(reportSighting, seen, officer).then('ExhibitSighted'));
  it('by one of the two between whom it is on its way neither', () => {
    given(seized(), handedOver(officer, examiner)).when(reportSighting, seen, officer).then('ExhibitSighted');
    given(seized(), handedOver(officer, examiner)).when(reportSighting, seen, examiner).then('ExhibitSighted');
  });
  it.each<[string, readonly Past[]]>([
    ['held by somebody else', [seized()]],
    ['on its way between others', [seized(), handedOver(officer, examiner)]],
    ['given back', [seized(), returned]],
  ])('raises a discrepancy while it is recorded as %s', (_state, past) =>
    given(...past)
      .when(reportSighting, seen, storekeeper)
      .then('ExhibitSighted', 'DiscrepancyRaised'),
  );
  it('elsewhere stops its examination', () =>
    given(...examined)
      .when(reportSighting, seen, storekeeper)
      .then('ExhibitSighted', 'DiscrepancyRaised', 'ExaminationPaused'));
});

it('an image that has another hash now is recorded, and doubted', () =>
  given(...examined)
    .when(verifyImage, { sha256: HASH, observed: WORSE }, examiner)
    .then('HashVerified', 'DiscrepancyRaised', 'ExaminationPaused'));

describe('one device, two records', () => {
  const link = { sameAs: OTHER, reason: 'One IMEI' };
  const linked: Past = { by: officer, ...happened('ExhibitsLinkedAsSame', link) };
  it('are linked once, and unlinked', () => {
    given(seized()).when(linkAsSame, link, officer).then('ExhibitsLinkedAsSame');
    given(seized(), linked).when(linkAsSame, link, officer).refused('already-linked');
    expect(given(seized(), linked).when(undoLink, link, officer).state.sameAs).toEqual([]);
    given(seized()).when(undoLink, link, officer).refused('not-linked');
  });
});

it('an exhibit is in another case once, until that lets go of it', () => {
  const also = { otherCaseId: OTHER, reason: 'Both' };
  const linked: Past = { by: officer, ...happened('CaseLinked', also) };
  expect(given(seized()).when(linkCase, also, officer).state.alsoIn).toEqual([OTHER]);
  given(seized(), linked).when(linkCase, also, officer).refused('already-linked');
  given(seized(), linked).when(makeNote, { text: 'Ours too', caseId: OTHER }, officer).then('ExaminerNoteMade');
  given(seized()).when(makeNote, { text: 'Not ours', caseId: OTHER }, officer).refused('another-case');
  given(seized()).when(unlinkCase, also, officer).refused('not-linked');
});

it('a new label is put on by the holder, and is another one', () => {
  const label = { exhibitRef: 'AB/2', reason: 'Two bags mixed up' };
  expect(given(seized()).when(relabelExhibit, label, officer)).toMatchObject({
    state: { reference: 'AB/2' },
    events: [{ facts: { formerRef: 'AB/1' } }],
  });
  given(seized()).when(relabelExhibit, label, storekeeper).refused('not-the-holder');
  given(seized())
    .when(relabelExhibit, { ...label, exhibitRef: 'AB/1' }, officer)
    .refused('already-its-reference');
});

it('a claim to own it is settled once it was made', () => {
  const claim = { claimId: OTHER, claimant: 'A sister', basis: 'A receipt' };
  const claimed: Past = { by: officer, ...happened('OwnershipClaimed', claim) };
  given(seized(), claimed).when(claimOwnership, claim, officer).refused('already-claimed');
  const settled = { claimId: OTHER, outcome: 'rejected' as const, authority: 'Court' };
  given(seized()).when(settleOwnership, settled, officer).refused('no-such-claim');
  expect(given(seized(), claimed).when(settleOwnership, settled, officer).state.ownerClaims).toEqual([
    { id: OTHER, status: 'rejected' },
  ]);
});
