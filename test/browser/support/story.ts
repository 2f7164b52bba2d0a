import { DEMONSTRATION_PEOPLE, type PersonOnDuty } from '#access';
import { type CaseView, type ExhibitView, type SuspectView } from '#read-models';
import { nothingMore } from '../../support/exhibit-view.js';

/** The story as read models would show it, for trying the pages without a ledger. Times are relative to `NOW`. */
export const NOW = new Date();
const DAY = 86_400_000;

/** `daysAgo(10, '05:40')`: that many days before today, at that time UTC. */
export const daysAgo = (days: number, time: string): string =>
  `${new Date(NOW.getTime() - days * DAY).toISOString().slice(0, 10)}T${time}:00.000Z`;
const dayFrom = (days: number): string => new Date(NOW.getTime() + days * DAY).toISOString().slice(0, 10);

export const person = (id: string): PersonOnDuty => {
  const found = DEMONSTRATION_PEOPLE.find((each) => each.id === id);
  if (!found) throw new Error(`Nobody in the story is called ${id}`);
  return found;
};
export const named = (id: string) => ({ id, name: person(id).name });

export const CASE = '5b8f1c52-0a51-4b7e-9d7a-3f3c0f5e0001';
export const OTHER_CASE = '5b8f1c52-0a51-4b7e-9d7a-3f3c0f5e0002';
export const PHONE = '5b8f1c52-0a51-4b7e-9d7a-3f3c0f5e1001';
export const SIM = '5b8f1c52-0a51-4b7e-9d7a-3f3c0f5e1002';
export const STICK = '5b8f1c52-0a51-4b7e-9d7a-3f3c0f5e1003';
export const TABLET = '5b8f1c52-0a51-4b7e-9d7a-3f3c0f5e1004';
export const BUSY = '5b8f1c52-0a51-4b7e-9d7a-3f3c0f5e1005';

export const OFFENCES = ['possession of indecent images of children', 'breach of a sexual harm prevention order'];

const blank: ExhibitView = {
  exhibitId: '',
  caseId: CASE,
  operationName: 'Larkspur',
  exhibitRef: null,
  kind: 'mobile phone',
  description: null,
  custody: 'held',
  holder: named('doyle'),
  sentTo: null,
  location: 'Property store, Welwyn Garden City, shelf C4',
  seal: 'sealed',
  sealNumber: 'HC-204511',
  examination: 'none',
  examiner: null,
  priority: null,
  dueBy: null,
  openDiscrepancies: 0,
  holds: [],
  bailEnds: null,
  bailEndsFirst: false,
  corrected: [],
  erasures: [],
  since: daysAgo(9, '11:20'),
  make: null,
  model: null,
  serial: null,
  imei: null,
  imeiChecks: null,
  power: 'warrant',
  seizedAt: daysAgo(10, '05:52'),
  ...nothingMore,
};

const phone: ExhibitView = {
  ...blank,
  exhibitId: PHONE,
  exhibitRef: 'TW/1',
  description: 'Black smartphone with a cracked corner, in a cavity behind the bath panel',
  holder: named('mensah'),
  location: 'Bench 3, Digital Forensics Unit',
  seal: 'opened',
  sealNumber: null,
  examination: 'started',
  examiner: 'mensah',
  priority: 1,
  dueBy: dayFrom(20),
  since: daysAgo(2, '09:40'),
  make: 'Samsung',
  model: 'Galaxy A14',
  serial: 'R58T30ABCDE',
  imei: '356938035643808',
  imeiChecks: false,
  parts: [{ exhibitId: SIM, exhibitRef: 'TW/1/1', kind: 'SIM card' }],
  questions: 'Images and chats from 1 October on; accounts in use; whether the device was wiped.',
  images: [
    {
      id: '5b8f1c52-0a51-4b7e-9d7a-3f3c0f000099',
      sha256: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
      bytes: 63_864_569_856,
      tool: 'UFED 4PC 7.69',
      at: daysAgo(1, '14:05'),
      validation: null,
    },
  ],
};

export const EXHIBITS: readonly ExhibitView[] = [
  phone,
  {
    ...blank,
    exhibitId: SIM,
    exhibitRef: 'TW/1/1',
    kind: 'SIM card',
    description: 'SIM card out of TW/1',
    holder: named('mensah'),
    location: 'Bench 3, Digital Forensics Unit',
    sealNumber: 'DF-000871',
    examination: 'requested',
    priority: 2,
    dueBy: dayFrom(22),
    since: daysAgo(2, '10:02'),
    parent: { exhibitId: PHONE, exhibitRef: 'TW/1' },
  },
  {
    ...blank,
    exhibitId: STICK,
    exhibitRef: 'NA/1',
    kind: 'USB stick',
    description: 'Blue 64 GB stick taped under a drawer',
    custody: 'in transit',
    holder: named('bell'),
    sentTo: 'doyle',
    location: null,
    sealNumber: 'HC-204513',
    since: daysAgo(3, '08:00'),
    examination: 'requested',
    priority: 3,
    dueBy: dayFrom(-2),
  },
  {
    ...blank,
    exhibitId: TABLET,
    exhibitRef: 'NA/2',
    kind: 'tablet',
    description: 'White tablet, screen locked',
    seal: 'compromised',
    sealNumber: 'HC-204520',
    openDiscrepancies: 1,
    examination: 'paused',
    examiner: 'kowalski',
    priority: 2,
    dueBy: dayFrom(5),
    since: daysAgo(4, '16:00'),
  },
  {
    ...blank,
    exhibitId: BUSY,
    exhibitRef: 'DR/1',
    kind: 'laptop',
    description: 'Grey laptop with a damaged hinge',
    caseId: OTHER_CASE,
    operationName: 'Whinchat',
    examination: 'completed',
    findings: 'Nothing relevant found.',
    since: daysAgo(30, '12:00'),
  },
  {
    ...blank,
    exhibitId: '5b8f1c52-0a51-4b7e-9d7a-3f3c0f5e1006',
    kind: 'memory card',
    description: 'Indicated by Micky in the lining of a jacket',
    custody: 'detected',
    holder: null,
    location: null,
    seal: 'unsealed',
    sealNumber: null,
    seizedAt: null,
    power: null,
    since: daysAgo(0, '00:01'),
  },
  ...Array.from({ length: 11 }, (_, n): ExhibitView => ({
    ...blank,
    exhibitId: `5b8f1c52-0a51-4b7e-9d7a-3f3c0f5e2${String(n).padStart(3, '0')}`,
    caseId: OTHER_CASE,
    operationName: 'Whinchat',
    exhibitRef: `DR/${n + 2}`,
    kind: n % 3 ? 'mobile phone' : 'hard disk',
    description: n % 3 ? 'Black smartphone' : 'Disk out of a games console',
    sealNumber: `HC-3001${String(n).padStart(2, '0')}`,
    examination: 'requested',
    priority: 1 + (n % 4),
    dueBy: dayFrom(4 + n * 3),
    since: daysAgo(12 - n, '10:00'),
  })),
];

export const SUSPECTS: readonly SuspectView[] = [
  {
    suspectId: '5b8f1c52-0a51-4b7e-9d7a-3f3c0f5e3001',
    caseId: CASE,
    name: 'Alan Prescott',
    dateOfBirth: '1999-05-02',
    status: 'remanded',
    suspectedOf: ['breach of a sexual harm prevention order'],
    arrestedAt: daysAgo(10, '06:05'),
    bail: null,
    charges: [
      {
        act: 'Sexual Offences Act 2003',
        section: 's.103I',
        description: 'breach of a sexual harm prevention order',
        counts: 2,
        at: daysAgo(9, '15:00'),
      },
    ],
    remandedTo: "St Albans Magistrates' Court",
    custodyLimit: null,
    corrected: [],
    erasures: [],
    plea: 'none',
    verdict: null,
    sentence: null,
  },
  {
    suspectId: '5b8f1c52-0a51-4b7e-9d7a-3f3c0f5e3002',
    caseId: CASE,
    name: 'Jordan Ellis',
    dateOfBirth: '2001-11-23',
    status: 'on bail',
    suspectedOf: ['possession of indecent images of children'],
    arrestedAt: daysAgo(10, '06:20'),
    bail: {
      conditions: [
        'to live and sleep at an address known to the police',
        'no unsupervised contact with anyone under 18',
      ],
      until: dayFrom(25),
      daysLeft: 25,
      warning: 28,
      firstLimitEnds: dayFrom(80),
    },
    charges: [],
    remandedTo: null,
    custodyLimit: null,
    corrected: [],
    erasures: [],
    plea: null,
    verdict: null,
    sentence: null,
  },
  {
    suspectId: '5b8f1c52-0a51-4b7e-9d7a-3f3c0f5e3003',
    caseId: CASE,
    name: null,
    dateOfBirth: null,
    status: 'sentenced',
    suspectedOf: ['theft'],
    arrestedAt: daysAgo(200, '06:20'),
    bail: null,
    charges: [],
    remandedTo: null,
    custodyLimit: null,
    corrected: [],
    erasures: [],
    plea: 'guilty',
    verdict: null,
    sentence: {
      custodyMonths: 15,
      suspended: true,
      orders: ['unpaid work of 100 hours'],
      court: 'Luton Crown Court',
      principalOffence: null,
      at: daysAgo(20, '11:00'),
    },
  },
];

const caseOf = (caseId: string, operationName: string): CaseView => ({
  caseId,
  operationName,
  force: 'Hertfordshire Constabulary',
  unit: 'Child Online Safeguarding Team',
  offenceTypes: OFFENCES,
  status: 'open',
  openedAt: daysAgo(14, '09:00'),
  closedReason: null,
  sensitivity: 'standard',
  officers: [],
  corrected: [],
  erasures: [],
  retention: { until: null, why: 'Kept until a decision whether to prosecute (para 5.7)' },
  warrants:
    caseId === CASE
      ? [
          {
            warrantRef: 'W-2026-0114',
            at: daysAgo(10, '05:30'),
            units: ['Child Online Safeguarding Team', 'Public Protection Unit', 'BCH Dog Unit'],
          },
        ]
      : [],
  exhibits: EXHIBITS.filter((each) => each.caseId === caseId),
  suspects: SUSPECTS.filter((each) => each.caseId === caseId),
});
export const CASES: readonly CaseView[] = [caseOf(CASE, 'Larkspur'), caseOf(OTHER_CASE, 'Whinchat')];
