import { type ExhibitView } from '#read-models';
import { type Wording } from '../entry-form.js';
import { erasureWording, WHOSE } from './erasure.js';
import { givenOf, peopleOf } from './options.js';
import { KIND, REFERENCE, seizing } from './seizing.js';

type Words = Wording<ExhibitView>;

const REASON = { reason: { label: 'Reason' } } as const;
const ON_THE_BAG = 'Read it off the bag, not off the paper';
const ANOTHER_RECORD = 'Paste the address of its page';

const claimsIn = (claims: ExhibitView['ownerClaims']) =>
  claims.map(({ claimId, status }, n) => ({ value: claimId, text: `Claim ${n + 1}, ${status}` }));

/** How each command of an exhibit is asked for. What is not said here, the command's own definition says. */
export const exhibitWording: Readonly<Record<string, Words>> = {
  SeizeDevice: {
    ...seizing<ExhibitView>(() => ({ leftOut: true })),
    title: 'Seize it',
  },
  ReceiveCustody: {
    title: 'Receive',
    path: 'receive',
    intro:
      'From here on you answer for the exhibit. If the seal is broken or is not the one that was sent, say so and receive it all the same: the difference is recorded.',
    button: 'Record the receipt',
    done: 'Receipt recorded',
    asks: {
      sealNumberSeen: { label: 'Seal number you see', hint: ON_THE_BAG },
      sealIntact: { label: 'Is the seal intact?', empty: 'Say whether the seal is intact' },
      location: {
        label: 'Where it is now',
        hint: 'Store, shelf or bench',
        empty: 'Enter where it is now',
        width: 20,
      },
      standInReason: ({ sentTo }, { actor }) =>
        actor.id !== sentTo && actor.role === 'supervisor'
          ? { label: 'Why you stand in for the person it was sent to', wanted: true }
          : { leftOut: true },
    },
  },
  RefuseCustody: {
    title: 'Refuse to take it',
    path: 'refuse',
    intro: 'The sender holds it again.',
    button: 'Record the refusal',
    done: 'Refusal recorded',
  },
  BreakSeal: {
    title: 'Break the seal',
    path: 'break-seal',
    button: 'Record that the seal is broken',
    done: 'Broken seal recorded',
    blames: { 'not-its-seal': 'sealNumber' },
    asks: {
      sealNumber: ({ sealNumber }) => ({ label: 'Seal number on the bag', hint: ON_THE_BAG, ...givenOf(sealNumber) }),
      reason: { given: 'to examine the device' },
    },
  },
  ApplySeal: {
    title: 'Seal it',
    path: 'seal',
    button: 'Record the new seal',
    done: 'New seal recorded',
    blames: { 'seal-number-used': 'sealNumber' },
    asks: { sealNumber: { hint: 'A new bag with a new number: none is used twice' } },
  },
  TransferCustody: {
    title: 'Hand over',
    path: 'hand-over',
    intro: 'You answer for the exhibit until the person you name here has received it.',
    check: 'Compare the seal number with the bag, and the name with the person before you.',
    button: 'Record the handover',
    done: 'Handover recorded',
    blames: { 'not-its-seal': 'sealNumber', 'handed-to-oneself': 'to' },
    asks: {
      to: (_exhibit, { actor, people }) => ({
        label: 'Handed to',
        empty: 'Select whom it is handed to',
        options: peopleOf(people.filter(({ id }) => id !== actor.id)),
      }),
      purpose: { width: 20, suggestions: ['booking in', 'storage', 'examination', 'return to store', 'court'] },
      sealNumber: ({ sealNumber }) => ({
        label: 'Seal number on the bag',
        hint: 'Read it off the bag before you let go of it',
        ...givenOf(sealNumber),
      }),
      agreementRef: { label: 'Agreement between the forces', hint: 'Its reference, where two forces share' },
      standInReason: ({ holder }, { actor }) =>
        actor.role === 'supervisor' && actor.id !== holder?.id
          ? { label: 'Why you hand it over in the holder’s stead', wanted: true }
          : { leftOut: true },
    },
  },
  StoreExhibit: {
    title: 'Put it away',
    path: 'store',
    button: 'Record where it is',
    done: 'Place recorded',
    asks: { location: { label: 'Where it is now', hint: 'Store, shelf or bench', width: 20 } },
  },
  RequestExamination: {
    title: 'Request an examination',
    asks: {
      questions: { label: 'Questions', hint: 'What the device is to answer' },
      priority: { hint: '1 is the most urgent, 4 the least' },
      dueBy: { label: 'Result due by' },
    },
  },
  StartExamination: {
    title: 'Start the examination',
    asks: {
      examiner: (_exhibit, { actor, people }) => ({
        options: peopleOf(people, 'examiner'),
        ...(actor.role === 'examiner' ? { given: actor.id } : {}),
      }),
      method: { suggestions: ['logical extraction', 'file system extraction', 'physical extraction', 'manual'] },
      tool: (_exhibit, { tools }) => ({ suggestions: tools }),
    },
  },
  AcquireImage: {
    title: 'Record an image',
    intro: 'A tool whose version the register has is cited with its validation.',
    asks: {
      tool: (_exhibit, { tools }) => ({ suggestions: tools, width: 20 }),
      toolVersion: { label: 'Version of the tool', width: 10 },
      sha256: { label: 'SHA-256 of the image', hint: '64 hexadecimal digits, as the tool printed them' },
      bytes: { label: 'Size in bytes', width: 20 },
    },
  },
  PauseExamination: { title: 'Pause the examination' },
  ResumeExamination: { title: 'Resume the examination' },
  CompleteExamination: {
    title: 'Complete the examination',
    check: 'Findings go to the case officer, and the examination is over. Read them again.',
    asks: {
      summary: { hint: 'Personal data: it is stored encrypted' },
      findings: { hint: 'What was found, without names' },
      indecentImages: {
        label: 'Were indecent images of children found?',
        hint: 'Then the device is never returned',
      },
    },
  },
  IssueReport: { title: 'Issue the report', asks: { reference: { label: 'Reference of the report', width: 20 } } },
  MakeNote: {
    title: 'Make a note',
    intro: 'A contemporaneous note: what you saw and did, as you did it. It is stored encrypted.',
    asks: { text: { label: 'Note' } },
  },
  TakeSubExhibit: {
    title: 'Take a part out',
    intro: 'A SIM card out of a phone becomes an exhibit of its own, held by you.',
    check: 'The reference is taken for good. Compare it with the label, and the numbers with the part.',
    makes: 'childId',
    blames: { 'exhibit-reference-taken': 'exhibitRef', 'not-its-parents-reference': 'exhibitRef' },
    asks: {
      exhibitRef: ({ exhibitRef, parts }) => ({ ...REFERENCE, given: `${exhibitRef}/${parts.length + 1}` }),
      kind: { ...KIND, label: 'Kind of part' },
      serial: { label: 'Serial number', hint: 'Of a SIM card the number printed on it (ICCID)' },
    },
  },
  RaiseDiscrepancy: {
    title: 'Raise a discrepancy',
    intro:
      'Something about it is not as recorded. An examination that is running stops until a supervisor has found out.',
    asks: {
      kind: { label: 'What it is about', width: 20, suggestions: ['seal', 'label', 'location', 'contents'] },
      detail: { label: 'What you see' },
    },
  },
  ResolveDiscrepancy: {
    title: 'Resolve a discrepancy',
    asks: {
      discrepancyId: ({ discrepancies }) => ({
        label: 'Which discrepancy',
        wanted: true,
        options: discrepancies.map(({ id, detail }) => ({ value: id, text: detail })),
        ...givenOf(discrepancies[0]?.id),
      }),
      explanation: { label: 'What lies behind it' },
    },
    unless: ({ discrepancies }) => (discrepancies.length === 0 ? 'No discrepancy of it is open.' : undefined),
  },
  ReportSighting: {
    title: 'Report where you see it',
    path: 'sighting',
    intro: 'If somebody else is recorded to have it, a discrepancy is raised and both are kept.',
    asks: { location: { label: 'Where you see it', width: 20 } },
  },
  VerifyImage: {
    title: 'Verify an image',
    intro: 'Hash the image again. A hash that differs is recorded too, and raises a discrepancy.',
    asks: {
      sha256: ({ images }) => ({
        label: 'Which image',
        options: images.map(({ sha256, tool }) => ({ value: sha256, text: `${tool}, ${sha256.slice(0, 12)}…` })),
      }),
      observed: { label: 'SHA-256 that it has now', hint: '64 hexadecimal digits' },
    },
    unless: ({ images }) => (images.length === 0 ? 'No image of it was acquired.' : undefined),
  },
  HoldRetention: {
    title: 'Put a hold on it',
    intro:
      'It is not returned or destroyed while it is held. Privilege, duty to secure and a court’s order shut it to everybody.',
    asks: {
      ...REASON,
      authority: { hint: 'By what law, order or person' },
      kind: { label: 'Kind of hold', given: 'retention' },
    },
  },
  ReleaseRetention: {
    title: 'Release a hold',
    check: 'Once no hold is left, it can be returned or destroyed.',
    asks: {
      holdId: ({ holdsOn }) => ({
        label: 'Which hold',
        wanted: true,
        options: holdsOn.map(({ id, kind, reason }) => ({ value: id, text: `${kind}: ${reason}` })),
        ...givenOf(holdsOn[0]?.id),
      }),
      ...REASON,
      authority: { hint: 'By what law, order or person' },
    },
    unless: ({ holdsOn }) => (holdsOn.length === 0 ? 'No hold is on it.' : undefined),
  },
  RelabelExhibit: {
    title: 'Give it another reference',
    path: 'relabel',
    blames: { 'exhibit-reference-taken': 'exhibitRef', 'already-its-reference': 'exhibitRef' },
    intro: 'The label was wrong. It is found under the old reference too.',
    asks: { exhibitRef: { ...REFERENCE, label: 'New reference' }, ...REASON },
  },
  LinkCase: {
    title: 'Link another case',
    intro: 'Another case needs it too: it goes nowhere before that case has let go of it.',
    blames: { 'already-linked': 'otherCaseId' },
    asks: { otherCaseId: { label: 'The other case', hint: ANOTHER_RECORD }, ...REASON },
  },
  UnlinkCase: {
    title: 'Let another case go',
    asks: {
      otherCaseId: ({ alsoIn }) => ({
        label: 'Which case',
        options: alsoIn.map(({ caseId, operationName }) => ({ value: caseId, text: `Operation ${operationName}` })),
      }),
      ...REASON,
    },
    unless: ({ alsoIn }) => (alsoIn.length === 0 ? 'No other case needs it.' : undefined),
  },
  LinkAsSame: {
    title: 'Link a second record of it',
    intro: 'One device was recorded twice. Both records stay, and each names the other.',
    blames: { 'same-as-itself': 'sameAs', 'already-linked': 'sameAs' },
    asks: { sameAs: { label: 'The other record', hint: ANOTHER_RECORD }, ...REASON },
  },
  UndoLink: {
    title: 'Undo such a link',
    asks: {
      sameAs: ({ sameAs }) => ({
        label: 'Which record',
        options: sameAs.map(({ exhibitId, exhibitRef, operationName }) => ({
          value: exhibitId,
          text: `${exhibitRef ?? 'Unlabelled'}, Operation ${operationName}`,
        })),
      }),
      ...REASON,
    },
    unless: ({ sameAs }) => (sameAs.length === 0 ? 'It is linked to no other record.' : undefined),
  },
  ClaimOwnership: {
    title: 'Record a claim that it is theirs',
    path: 'claim',
    makes: 'claimId',
    asks: { claimant: { hint: 'Personal data: it is stored encrypted' }, basis: { label: 'On what grounds' } },
  },
  SettleOwnership: {
    title: 'Settle a claim',
    asks: {
      claimId: ({ ownerClaims }) => ({
        label: 'Which claim',
        options: claimsIn(ownerClaims),
      }),
    },
    unless: ({ ownerClaims }) => (ownerClaims.length === 0 ? 'Nobody has said that it is theirs.' : undefined),
  },
  ReturnDevice: {
    title: 'Return it',
    path: 'return',
    final: 'A return is final: nothing can be recorded of its custody afterwards.',
    button: 'Record the return',
    done: 'Return recorded',
    asks: {
      to: { label: 'Returned to', hint: 'Personal data: it is stored encrypted' },
      authority: { hint: 'Who decided that it may go back' },
    },
  },
  AuthoriseDestruction: {
    title: 'Authorise its destruction',
    path: 'authorise-destruction',
    check: 'Whoever destroys it relies on your word.',
    button: 'Authorise its destruction',
    done: 'Destruction authorised',
    asks: { authority: { hint: 'By what order, policy or Act' } },
  },
  DestroyDevice: {
    title: 'Destroy it',
    path: 'destroy',
    final: 'Destruction is final: nothing can be recorded of its custody afterwards.',
    button: 'Record the destruction',
    done: 'Destruction recorded',
    asks: { authority: { hint: 'Who decided that it is destroyed' } },
  },
  ...erasureWording<ExhibitView>({
    whose: ({ custody, ownerClaims }) => ({
      label: 'Whose data',
      wanted: true,
      options: Object.entries(WHOSE)
        .filter(([whose]) => (whose === 'to' ? custody === 'returned' : whose !== 'claimant' || ownerClaims.length > 0))
        .map(([value, text]) => ({ value, text })),
    }),
    claimId: ({ ownerClaims }) =>
      ownerClaims.length === 0 ? { leftOut: true } : { label: 'Which claim', options: claimsIn(ownerClaims) },
  }),
};
