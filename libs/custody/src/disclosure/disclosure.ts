import { type CaseFile } from '../case/case-file.js';
import { aggregate } from '../kernel/aggregate.js';
import { type Happened } from '../kernel/catalogue.js';
import { CaseCommand } from '../kernel/command.js';
import {
  refuse,
  type Decision,
  type Looks,
  type Outcome,
  type Person,
  type Refusal,
  type Setting,
} from '../kernel/decision.js';
import { IsId } from '../kernel/fields.js';
import { disclosureEvents, type DisclosureFacts } from './events.js';

/** The schedules of unused material: MG6C goes to the defence, MG6D never does, MG6E says what undermines or assists. */
export const SCHEDULES = ['MG6C', 'MG6D', 'MG6E'] as const;
export type Schedule = (typeof SCHEDULES)[number];

export interface Material {
  readonly schedule: Schedule;
  readonly itemNo: number;
  readonly reviewed: boolean;
  readonly withheld: boolean;
}

export interface Pack {
  /** Id of the person who asked for it. */
  readonly requestedBy: string;
  /** Waits for a second person: it would show what is kept back else. */
  readonly isToAgree: boolean;
  readonly built: boolean;
}

/** What of a case was scheduled, reviewed and given out. */
export interface Disclosure {
  readonly stream: string;
  readonly materials: ReadonlyMap<string, Material>;
  readonly packs: ReadonlyMap<string, Pack>;
}

export abstract class MaterialCommand extends CaseCommand {
  @IsId() materialId!: string;
}

export abstract class PackCommand extends CaseCommand {
  /** Id of the pack, made by the one who asks for it. */
  @IsId() packId!: string;
}

export const disclosureAggregate = aggregate<Disclosure, DisclosureFacts>(
  'disclosure',
  disclosureEvents,
  (stream) => ({ stream, materials: new Map(), packs: new Map() }),
  {
    MaterialScheduled: (of, { materialId, schedule, itemNo }) =>
      withMaterial(of, materialId, { schedule, itemNo, reviewed: false, withheld: false }),
    MaterialReviewed: (of, { materialId }) => changed(of, materialId, { reviewed: true }),
    MaterialWithheld: (of, { materialId }) => changed(of, materialId, { withheld: true }),
    ScheduleCertified: (of) => of,
    PackRequested: (of, { packId, includes }, { by }) =>
      withPack(of, packId, { requestedBy: by.id, isToAgree: includes.length > 0, built: false }),
    InclusionAgreed: (of, { packId }) => changedPack(of, packId, { isToAgree: false }),
    PackBuilt: (of, { packId }) => changedPack(of, packId, { built: true }),
    PackDisclosed: (of) => of,
  },
);

const withMaterial = (of: Disclosure, id: string, to: Material): Disclosure => ({
  ...of,
  materials: new Map([...of.materials, [id, to]]),
});

function changed(of: Disclosure, id: string, to: Partial<Material>): Disclosure {
  const material = of.materials.get(id);
  return material ? withMaterial(of, id, { ...material, ...to }) : of;
}

const withPack = (of: Disclosure, id: string, to: Pack): Disclosure => ({
  ...of,
  packs: new Map([...of.packs, [id, to]]),
});

function changedPack(of: Disclosure, id: string, to: Partial<Pack>): Disclosure {
  const pack = of.packs.get(id);
  return pack ? withPack(of, id, { ...pack, ...to }) : of;
}

type DisclosureDecision<C extends CaseCommand> = Decision<Disclosure, C, Happened<typeof disclosureEvents>, CaseFile>;

/** A rule of disclosure in a case that was opened; it may be closed by now. */
export const disclosureDecision = <C extends CaseCommand>(
  command: new () => C,
  decide: (
    of: Disclosure,
    command: C,
    by: Person,
    setting: Setting<CaseFile>,
  ) => Outcome<Happened<typeof disclosureEvents>>,
  looks: Looks<Disclosure, C> = {},
): DisclosureDecision<C> => ({
  ...looks,
  command,
  decide: (of, given, by, setting) =>
    setting.theCase.is === 'not opened'
      ? refuse('case-not-opened', 'No case with this id was opened.', setting.theCase)
      : decide(of, given, by, setting),
});

/** A rule that a disclosure officer applies, or a supervisor in their stead. */
export const officerDecision = <C extends CaseCommand>(
  command: new () => C,
  decide: Parameters<typeof disclosureDecision<C>>[1],
): DisclosureDecision<C> =>
  disclosureDecision(command, (of, given, by, setting) => unlessOfficer(of, by) ?? decide(of, given, by, setting));

const unlessOfficer = (of: Disclosure, by: Person): Refusal | undefined =>
  by.role === 'disclosure officer' || by.role === 'supervisor'
    ? undefined
    : refuse('not-the-disclosure-officer', `The disclosure officer does that; ${by.name} is ${by.role}.`, of);

/** What a refusal shows: maps say nothing as JSON. */
export const shown = ({ materials, packs }: Disclosure) => ({
  materials: Object.fromEntries(materials),
  packs: Object.fromEntries(packs),
});

/** A rule about an item that is on a schedule. */
export const materialDecision = <C extends MaterialCommand>(
  command: new () => C,
  decide: (material: Material, command: C) => Outcome<Happened<typeof disclosureEvents>>,
): DisclosureDecision<C> =>
  officerDecision(command, (of, given) => {
    const material = of.materials.get(given.materialId);
    return material ? decide(material, given) : refuse('not-scheduled', 'No such item is on a schedule.', shown(of));
  });
