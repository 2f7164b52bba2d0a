import { type CommandName, type Person, type Refusal } from '#custody';
import { ROLES, type Role } from './people.js';
import { type PermissionName } from './permissions.js';

type Roles = readonly Role[];

const but = (...without: readonly Role[]): Roles => ROLES.filter((role) => !without.includes(role));

/** Whoever may be told of evidence at all. */
const OF_EVIDENCE = but('administrator');
/** Whoever may have a device in hand. */
const HANDS = but('auditor', 'administrator');
/** Those who take devices, keep them and work on them. */
const HANDLERS: Roles = [
  ...(['search officer', 'exhibits officer', 'property officer', 'examiner', 'case officer', 'supervisor'] as const),
];
const INVESTIGATORS: Roles = ['search officer', 'case officer', 'supervisor', 'unit lead'];
const IN_CHARGE: Roles = ['case officer', 'supervisor', 'unit lead'];
const LAB: Roles = ['examiner', 'supervisor'];
const DISCLOSERS: Roles = ['disclosure officer', 'supervisor'];
const PROSECUTION: Roles = ['case officer', 'custody officer', 'supervisor'];

/** Who may ask for what, of the cases that they know of. `everybody` need not even be signed in. */
export const MAY_SEE: Readonly<Record<PermissionName, Roles | 'everybody'>> = {
  public: 'everybody',
  operate: 'everybody',
  'be signed in': ROLES,
  // Which commands, the other table says.
  'give commands': but('auditor'),
  'see what is in hand': ROLES,
  'see the board': but('custody officer', 'administrator'),
  // A store and a safe need to know the bag, not the case.
  'see cases': but('property officer', 'administrator'),
  'see a case': but('property officer', 'administrator'),
  'see an exhibit': OF_EVIDENCE,
  'see a suspect': but('property officer', 'administrator'),
  'print labels': HANDLERS,
  'print labels of a case': ['search officer', 'exhibits officer', 'case officer', 'supervisor'],
  'see disclosure': ['case officer', 'disclosure officer', 'supervisor', 'unit lead', 'auditor'],
  'take away a pack': ['disclosure officer', 'supervisor', 'auditor'],
  'take away a custody record': but('custody officer', 'administrator'),
  'take away an attachment': but('custody officer', 'administrator'),
  search: but('custody officer', 'administrator'),
  audit: ['disclosure officer', 'supervisor', 'unit lead', 'auditor'],
  'take away an audit': ['disclosure officer', 'supervisor', 'unit lead', 'auditor'],
  'see a proof': OF_EVIDENCE,
  // Counts, with no case behind them.
  'see outcomes': ['case officer', 'disclosure officer', 'supervisor', 'unit lead', 'auditor'],
  'see own looks': ROLES,
  'see who looked': ['disclosure officer', 'supervisor', 'auditor'],
  'take away who looked': ['disclosure officer', 'auditor'],
  'report to a data subject': ['disclosure officer', 'auditor'],
  'break glass': OF_EVIDENCE,
  'see integrity': ROLES,
  'ask for a check': ['disclosure officer', 'supervisor', 'unit lead', 'auditor', 'administrator'],
};

/** What records by itself that a job was done. */
export const WORKER = 'worker';

/** Who may give which command, about the cases that they know of; the rule of the command may ask for more. */
export const MAY_COMMAND: Readonly<Record<CommandName, readonly (Role | typeof WORKER)[]>> = {
  OpenCase: INVESTIGATORS,
  ExecuteWarrant: INVESTIGATORS,
  AssignOfficer: IN_CHARGE,
  RemoveOfficer: IN_CHARGE,
  SetSensitivity: IN_CHARGE,
  CloseCase: IN_CHARGE,

  DetectDevice: HANDLERS,
  SeizeDevice: HANDLERS,
  RelabelExhibit: HANDLERS,
  ApplySeal: HANDS,
  BreakSeal: HANDLERS,
  // Whoever is handed an exhibit must be able to take it, and to give it on.
  TransferCustody: HANDS,
  ReceiveCustody: HANDS,
  RefuseCustody: HANDS,
  StoreExhibit: HANDS,
  TakeSubExhibit: HANDLERS,
  AddAttachment: HANDS,
  MakeNote: HANDLERS,
  RaiseDiscrepancy: HANDS,
  ResolveDiscrepancy: ['supervisor'],
  ReportSighting: HANDS,
  ReportRejectedEntry: HANDS,
  CorrectEntry: HANDS,

  RequestExamination: IN_CHARGE,
  StartExamination: LAB,
  AcquireImage: LAB,
  VerifyImage: LAB,
  PauseExamination: LAB,
  ResumeExamination: LAB,
  CompleteExamination: LAB,
  IssueReport: LAB,
  ValidateTool: LAB,
  WithdrawTool: LAB,

  HoldRetention: HANDS,
  ReleaseRetention: ['case officer', 'disclosure officer', 'supervisor', 'unit lead'],
  LinkCase: HANDLERS,
  UnlinkCase: HANDLERS,
  LinkAsSame: HANDLERS,
  UndoLink: HANDLERS,
  ClaimOwnership: HANDLERS,
  SettleOwnership: ['case officer', 'supervisor'],
  ReturnDevice: HANDLERS,
  AuthoriseDestruction: ['supervisor', 'unit lead'],
  DestroyDevice: HANDLERS,

  ArrestPerson: [...INVESTIGATORS, 'custody officer'],
  GrantBail: PROSECUTION,
  ExtendBail: PROSECUTION,
  ReleaseUnderInvestigation: PROSECUTION,
  BringCharge: PROSECUTION,
  RemandInCustody: PROSECUTION,
  EnterPlea: PROSECUTION,
  ReturnVerdict: PROSECUTION,
  PassSentence: PROSECUTION,
  TakeNoFurtherAction: PROSECUTION,

  ScheduleMaterial: DISCLOSERS,
  ReviewMaterial: DISCLOSERS,
  WithholdMaterial: DISCLOSERS,
  CertifySchedule: DISCLOSERS,
  RequestPack: ['case officer', ...DISCLOSERS],
  AgreeToInclusion: DISCLOSERS,
  DisclosePack: DISCLOSERS,
  RecordPack: [WORKER],

  // Two people: who asks for it does not carry it out.
  RequestErasure: ['disclosure officer', ...IN_CHARGE],
  ErasePersonalData: ['supervisor'],
  DeclineErasure: ['disclosure officer', ...IN_CHARGE],

  BreakGlass: HANDS,
  AcknowledgeBreakGlass: ['supervisor'],

  // Two people: whoever keeps the machines asks for it, and does not decide.
  RequestKeyRotation: ['administrator'],
  AuthoriseKeyRotation: ['supervisor', 'unit lead'],
  DeclineKeyRotation: ['administrator', 'supervisor', 'unit lead'],
  RecordKeyRotation: [WORKER],
};

/** What is given by somebody who does not know of the case, and makes it known to them, or was made known by somebody else. */
export const WITHOUT_KNOWING: ReadonlySet<string> = new Set<CommandName>(['BreakGlass', 'AcknowledgeBreakGlass']);

/** Whether somebody of this role may ask for it at all; of which cases, `Sights` says. */
export function maySee(role: string, permission: PermissionName): boolean {
  const may = MAY_SEE[permission];
  return may === 'everybody' || may.some((each) => each === role);
}

/** Whether somebody of this role may give the command; one that the table does not name nobody may. */
export const mayCommand = (role: string, command: string): boolean =>
  (Object.hasOwn(MAY_COMMAND, command) ? MAY_COMMAND[command as CommandName] : []).some((each) => each === role);

/** The rule that refuses what the tables above do not allow. */
export const NOT_PERMITTED = 'not-permitted-to-role';

export const notPermitted = ({ name, role }: Pick<Person, 'name' | 'role'>, command: string): Refusal => ({
  rule: NOT_PERMITTED,
  message: `${command} is not for ${name}, who is ${role}.`,
  state: { role, command },
});
