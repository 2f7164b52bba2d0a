import { type CaseView } from '#read-models';
import { type Wording } from '../entry-form.js';
import { erasureWording } from './erasure.js';
import { KIND, seizing } from './seizing.js';

type Words = Wording<CaseView>;

const OFFENCES = [
  'possession of indecent images of children',
  'making indecent images of children',
  'breach of a sexual harm prevention order',
];
const PERSONAL = 'Personal data: it is stored encrypted';

/** How each command of a case, and each that begins something in one, is asked for. */
export const caseWording: Readonly<Record<string, Words>> = {
  SeizeDevice: {
    ...seizing<CaseView>(({ suspects }) => ({
      label: 'Is that person under arrest in this case?',
      options: suspects.map(({ suspectId, name }) => ({
        value: suspectId,
        text: name ?? 'A person whose name was erased',
      })),
    })),
    makes: 'exhibitId',
  },
  DetectDevice: {
    title: 'Record a find',
    intro: 'A device is found and not touched yet.',
    makes: 'exhibitId',
    asks: {
      kind: KIND,
      place: { hint: 'Where it lies' },
      'detectedBy.method': { label: 'Found by' },
      'detectedBy.name': { label: 'Name of the dog or officer' },
      'detectedBy.handler': { label: 'Handler of the dog' },
    },
  },
  ArrestPerson: {
    title: 'Record an arrest',
    check: 'The name and the moment of the arrest are what the bail clock and every later page go by.',
    makes: 'suspectId',
    asks: {
      name: { hint: PERSONAL },
      dateOfBirth: { hint: PERSONAL },
      suspectedOf: { label: 'Suspected of', hint: 'One offence a line' },
    },
  },
  ExecuteWarrant: {
    title: 'Record a warrant',
    asks: {
      warrantRef: { label: 'Reference of the warrant' },
      premises: { hint: PERSONAL },
      units: { hint: 'Those that entered, one a line' },
    },
  },
  AssignOfficer: {
    title: 'Assign an officer',
    blames: { 'already-assigned': 'role' },
    asks: { officerId: { label: 'Officer' }, role: { suggestions: ['officer in the case', 'disclosure officer'] } },
  },
  RemoveOfficer: {
    title: 'Remove an officer',
    asks: {
      officerId: ({ officers }) => ({
        label: 'Officer',
        options: officers.map(({ officerId, name, role }) => ({ value: officerId, text: `${name}, ${role}` })),
      }),
    },
    unless: ({ officers }) => (officers.length === 0 ? 'Nobody is assigned to it.' : undefined),
  },
  SetSensitivity: { title: 'Set the sensitivity' },
  CloseCase: {
    title: 'Close the case',
    final: 'Nothing new is booked under a closed case. What it holds can still be moved and returned.',
  },
  ...erasureWording<CaseView>(),
};

/** The case file itself, which is about nothing that is there yet. */
export const openCaseWording: Wording<undefined> = {
  title: 'Open a case',
  path: 'open-case',
  makes: 'caseId',
  button: 'Open the case',
  done: 'Case opened',
  asks: {
    operationName: { label: 'Name of the operation', width: 20 },
    force: (_none, { actor }) => ({ given: actor.force }),
    unit: (_none, { actor }) => ({ given: actor.unit }),
    offenceTypes: { label: 'Offences', hint: `One a line, such as ${OFFENCES[0]}` },
  },
};
