import { derivedId } from '../commands/ids.js';

/** One thing somebody did: who, what, and how many minutes after the door was opened. */
export interface Step {
  readonly minute: number;
  readonly by: string;
  readonly command: string;
  readonly body: Readonly<Record<string, unknown>>;
  /** What the progress line says. */
  readonly tells: string;
}

const id = (name: string) => derivedId('continuity demonstration', name);
export const OPERATION = id('operation Larkspur');
const caseId = OPERATION;

const SAFEGUARDING = 'Child Online Safeguarding Team';
const PROTECTION = 'Public Protection Unit';
const DOGS = 'BCH Dog Unit';

interface Device {
  readonly exhibitId: string;
  readonly exhibitRef: string;
  readonly kind: string;
  readonly place: string;
  readonly foundByDog: boolean;
  readonly officer: string;
  readonly from: string;
  readonly fromPersonId: string;
  readonly sealNumber: string;
  readonly particulars: Readonly<Record<string, string>>;
}

const offender = { suspectId: id('man charged'), name: 'Callum Stretton' };
const suspect = { suspectId: id('man on bail'), name: 'Joel Marsden' };

const device = (exhibitRef: string, rest: Omit<Device, 'exhibitId' | 'exhibitRef'>): Device => ({
  exhibitId: id(exhibitRef),
  exhibitRef,
  ...rest,
});

const phone = device('TW/1', {
  kind: 'mobile phone',
  place: 'Behind the bath panel, first-floor bathroom, wrapped in a sock',
  foundByDog: true,
  officer: 'whitlock',
  from: suspect.name,
  fromPersonId: suspect.suspectId,
  sealNumber: 'HC-4410281',
  particulars: {
    description: 'Black smartphone, cracked screen, no case',
    make: 'Samsung',
    model: 'Galaxy A54',
    imei: '356938035643809',
    powerState: 'off',
  },
});
const simCards = device('TW/2', {
  kind: 'SIM cards',
  place: 'Taped under the second drawer of the bedroom desk',
  foundByDog: true,
  officer: 'whitlock',
  from: suspect.name,
  fromPersonId: suspect.suspectId,
  sealNumber: 'HC-4410282',
  particulars: { description: 'Three nano SIM cards on a strip of tape', powerState: 'not applicable' },
});
const memoryStick = device('TW/3', {
  kind: 'USB memory stick',
  place: 'Inside a hollowed book, living-room shelf',
  foundByDog: true,
  officer: 'whitlock',
  from: suspect.name,
  fromPersonId: suspect.suspectId,
  sealNumber: 'HC-4410283',
  particulars: {
    description: 'Silver memory stick, 128 GB, no markings',
    make: 'SanDisk',
    serial: 'SDCZ73-128G-0417',
    powerState: 'not applicable',
  },
});
const laptop = device('NA/1', {
  kind: 'laptop',
  place: 'On the kitchen table, open and running',
  foundByDog: false,
  officer: 'aziz',
  from: suspect.name,
  fromPersonId: suspect.suspectId,
  sealNumber: 'HC-4410311',
  particulars: {
    description: 'Grey laptop with charger',
    make: 'Lenovo',
    model: 'ThinkPad E14',
    serial: 'PF3XK2L9',
    powerState: 'on',
  },
});
const secondPhone = device('NA/2', {
  kind: 'mobile phone',
  place: 'Inside the lining of a coat, hallway',
  foundByDog: true,
  officer: 'aziz',
  from: offender.name,
  fromPersonId: offender.suspectId,
  sealNumber: 'HC-4410312',
  particulars: {
    description: 'Blue smartphone, not declared to his offender manager',
    make: 'Motorola',
    model: 'Moto G54',
    imei: '490154203237518',
    powerState: 'off',
  },
});
const devices = [phone, simCards, memoryStick, laptop, secondPhone];

const step = (minute: number, by: string, command: string, body: Record<string, unknown>, tells: string): Step => ({
  minute,
  by,
  command,
  body: { caseId, ...body },
  tells,
});

function found(
  { exhibitId, exhibitRef, kind, place, foundByDog, officer, from, fromPersonId, sealNumber, particulars }: Device,
  minute: number,
): Step[] {
  const detectedBy = foundByDog
    ? { method: 'dog', name: 'Micky', handler: 'PC Dan Rees' }
    : { method: 'officer', name: 'DC Nadia Aziz' };
  return [
    step(
      minute,
      foundByDog ? 'rees' : officer,
      'DetectDevice',
      { exhibitId, kind, place, detectedBy },
      `${detectedBy.name} indicates a ${kind}: ${place}`,
    ),
    step(
      minute + 6,
      officer,
      'SeizeDevice',
      { exhibitId, exhibitRef, kind, power: 'warrant', from, fromPersonId, sealNumber, ...particulars },
      `Seized, labelled ${exhibitRef}, sealed ${sealNumber}`,
    ),
  ];
}

function handOver(
  { exhibitId, exhibitRef }: Pick<Device, 'exhibitId' | 'exhibitRef'>,
  sealNumber: string,
  minute: number,
  from: string,
  to: string,
  purpose: string,
  location: string,
): Step[] {
  return [
    step(
      minute,
      from,
      'TransferCustody',
      { exhibitId, to, purpose, sealNumber },
      `${exhibitRef} handed over by ${from} to ${to}`,
    ),
    step(
      minute + 4,
      to,
      'ReceiveCustody',
      { exhibitId, sealNumberSeen: sealNumber, sealIntact: true, location },
      `${exhibitRef} received: ${location}`,
    ),
  ];
}

const STORE = 'Property Store, Welwyn Garden City, shelf C14';
const BENCH = 'Digital Forensics Unit, intake bench 2';

const toStore = (d: Device, minute: number): Step[] => [
  ...handOver(d, d.sealNumber, minute, d.officer, 'bell', 'booking in', 'Exhibits vehicle, Hatfield'),
  ...handOver(d, d.sealNumber, minute + 55, 'bell', 'doyle', 'storage', STORE),
];

const request = ({ exhibitId, exhibitRef }: Device, minute: number, priority: number, dueBy: string): Step =>
  step(
    minute,
    'okafor',
    'RequestExamination',
    {
      exhibitId,
      priority,
      questions: 'Are there indecent images of children, and were any made or distributed?',
      dueBy,
    },
    `Examination of ${exhibitRef} requested, priority ${priority}`,
  );

const opened = (
  { exhibitId, exhibitRef, sealNumber }: Device,
  minute: number,
  examiner: string,
  method: string,
): Step[] => [
  step(
    minute,
    examiner,
    'BreakSeal',
    { exhibitId, sealNumber, reason: 'examination as requested' },
    `Seal of ${exhibitRef} broken at the bench`,
  ),
  step(
    minute + 3,
    examiner,
    'StartExamination',
    { exhibitId, examiner, method, tool: 'Cellebrite UFED' },
    `Examination of ${exhibitRef} started`,
  ),
];

const IMAGE_OF_PHONE = 'b1946ac92492d2347c6235b4d2611184e8a1f6d0f3b6e0c5a7d94c1f7e5a2b30';
const passcodeLog = id('log of the passcode recovery');
const sim = { exhibitId: id('TW/1/1'), exhibitRef: 'TW/1/1' };

/**
 * What happened in Operation Larkspur, in the order it happened: facts as a public report of a ministerial visit to
 * Hertfordshire Constabulary tells them, people and particulars invented.
 *
 * @param day the calendar day on which an examination is due, and bail ends: both count from the day of the arrests.
 */
export function story(day: (daysLater: number) => string, bailUntil: string): readonly Step[] {
  return [
    step(
      -30,
      'okafor',
      'OpenCase',
      {
        operationName: 'Larkspur',
        force: 'Hertfordshire Constabulary',
        unit: SAFEGUARDING,
        offenceTypes: ['Breach of a sexual harm prevention order', 'Indecent images of children'],
      },
      'Operation Larkspur opened',
    ),
    step(
      0,
      'okafor',
      'ExecuteWarrant',
      {
        warrantRef: 'WH-2026-0417',
        premises: '14 Elder Close, Welwyn Hatfield (invented)',
        units: [SAFEGUARDING, PROTECTION, DOGS],
      },
      'Warrant executed in Welwyn Hatfield, three units together',
    ),
    {
      minute: 5,
      by: 'mensah',
      command: 'ValidateTool',
      body: {
        tool: 'Cellebrite UFED',
        version: '7.69',
        validationRef: 'DFU-VAL-2026-031',
        scope: 'Physical extraction of Android phones',
      },
      tells: 'Cellebrite UFED 7.69 is in the register of validated tools',
    },
    ...devices.flatMap((d, i) => found(d, 12 + i * 9)),
    step(
      25,
      'pryce',
      'ArrestPerson',
      { ...offender, dateOfBirth: '1999-08-02', suspectedOf: ['breach of a sexual harm prevention order'] },
      'A registered sex offender in his 20s is arrested',
    ),
    step(
      32,
      'okafor',
      'ArrestPerson',
      { ...suspect, dateOfBirth: '2001-03-19', suspectedOf: ['possession of indecent images of children'] },
      'Another man in his 20s is arrested',
    ),
    ...devices.filter((d) => d !== secondPhone).flatMap((d, i) => toStore(d, 70 + i * 3)),
    step(
      150,
      'doyle',
      'StoreExhibit',
      { exhibitId: memoryStick.exhibitId, location: 'Property Store, Welwyn Garden City, safe 2' },
      'TW/3 moved to the safe',
    ),
    step(
      160,
      'pryce',
      'BringCharge',
      {
        suspectId: offender.suspectId,
        unit: PROTECTION,
        offences: [
          {
            act: 'Sexual Offences Act 2003',
            section: 's.103I',
            description: 'Breach of a sexual harm prevention order',
            counts: 2,
          },
        ],
      },
      'Charged with two breaches of his sexual harm prevention order',
    ),
    step(
      175,
      'farrow',
      'GrantBail',
      {
        suspectId: suspect.suspectId,
        conditions: [
          'Not to use any device that can reach the internet',
          'No contact with anyone under 18',
          'To live and sleep at an address approved by police',
        ],
        until: bailUntil,
      },
      'Released on bail with conditions',
    ),
    request(phone, 180, 1, day(14)),
    request(simCards, 182, 2, day(28)),
    request(memoryStick, 184, 2, day(28)),
    request(laptop, 186, 1, day(14)),
    ...handOver(phone, phone.sealNumber, 210, 'doyle', 'mensah', 'examination', BENCH),
    ...handOver(laptop, laptop.sealNumber, 214, 'doyle', 'kowalski', 'examination', BENCH),
    ...handOver(simCards, simCards.sealNumber, 220, 'doyle', 'mensah', 'examination', BENCH),
    ...opened(phone, 240, 'mensah', 'Physical extraction, write-blocked'),
    step(
      246,
      'mensah',
      'TakeSubExhibit',
      { exhibitId: phone.exhibitId, childId: sim.exhibitId, exhibitRef: sim.exhibitRef, kind: 'SIM card' },
      'A SIM card is taken out of TW/1 and becomes TW/1/1',
    ),
    step(
      250,
      'mensah',
      'ApplySeal',
      { exhibitId: sim.exhibitId, sealNumber: 'BCH-D-20931' },
      'TW/1/1 sealed in a bag of its own',
    ),
    ...opened(laptop, 258, 'kowalski', 'Logical image, write-blocked'),
    step(
      300,
      'mensah',
      'AcquireImage',
      {
        exhibitId: phone.exhibitId,
        tool: 'Cellebrite UFED',
        toolVersion: '7.69',
        sha256: IMAGE_OF_PHONE,
        bytes: 128_035_676_160,
      },
      'TW/1 imaged, SHA-256 taken',
    ),
    step(
      305,
      'mensah',
      'PauseExamination',
      { exhibitId: phone.exhibitId, reason: 'Passcode recovery is running' },
      'Examination of TW/1 paused',
    ),
    step(
      320,
      'kowalski',
      'PauseExamination',
      { exhibitId: laptop.exhibitId, reason: 'Waiting for the disk encryption key' },
      'Examination of NA/1 paused',
    ),
    step(
      330,
      'pryce',
      'RemandInCustody',
      {
        suspectId: offender.suspectId,
        court: "Hatfield Remand Court (St Albans Magistrates' Court)",
        triedAs: 'either way',
      },
      'Put before the court',
    ),
    step(
      331,
      'pryce',
      'EnterPlea',
      { suspectId: offender.suspectId, plea: 'none' },
      'No plea is entered; remanded in custody',
    ),
    step(400, 'mensah', 'ResumeExamination', { exhibitId: phone.exhibitId }, 'Examination of TW/1 resumed'),
    step(
      470,
      'mensah',
      'CompleteExamination',
      {
        exhibitId: phone.exhibitId,
        summary: 'Images found in an encrypted folder; graded and listed in the report.',
        findings: 'Indecent images found',
      },
      'Examination of TW/1 completed',
    ),
    step(
      476,
      'mensah',
      'IssueReport',
      { exhibitId: phone.exhibitId, reference: 'DFU-2026-1183' },
      'Report on TW/1 issued',
    ),
    step(
      480,
      'mensah',
      'ApplySeal',
      { exhibitId: phone.exhibitId, sealNumber: 'BCH-D-20932' },
      'TW/1 sealed again, with a new number',
    ),
    ...handOver(phone, 'BCH-D-20932', 490, 'mensah', 'doyle', 'storage', STORE),
    step(
      492,
      'nair',
      'ScheduleMaterial',
      {
        materialId: passcodeLog,
        schedule: 'MG6C',
        item: 'Log of the passcode recovery of TW/1: attempts and times, no content of the phone',
        exhibitId: phone.exhibitId,
      },
      'The log of the passcode recovery is put on MG6C',
    ),
    step(
      494,
      'nair',
      'ReviewMaterial',
      { materialId: passcodeLog, outcome: 'neither', reason: 'It shows no more than how the phone was opened' },
      'It is reviewed',
    ),
    step(
      500,
      'aziz',
      'TransferCustody',
      { exhibitId: secondPhone.exhibitId, to: 'bell', purpose: 'booking in', sealNumber: secondPhone.sealNumber },
      'NA/2 handed over; nobody has received it yet',
    ),
  ].sort((a, b) => a.minute - b.minute);
}
