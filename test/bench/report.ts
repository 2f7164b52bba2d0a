import { availableParallelism } from 'node:os';
import { type AppendFigures } from './append-rates.js';
import { type CommandFigures, type CommandLoads } from './command.js';
import { type integritySection } from './integrity.js';
import { rounded, type Load } from './measure.js';
import { HOW_TO_GET_PGBENCH } from './pgbench.js';
import { type LookFigures } from './look.js';
import { type RebuildFigures } from './rebuild.js';
import { type SearchFigures } from './search.js';
import { type TimelineFigures } from './timeline.js';

/** What is asked of each ratio. `least` is reached from below, `most` from above. */
const GOALS = {
  appendAt32OverEmmett: { least: 6 },
  appendAt32OverFloor: { least: 0.9 },
  appendAt1OverEmmett: { least: 2 },
  append1MOver10k: { least: 0.95 },
  timelineOverSelect1: { most: 8 },
  rebuildOverCopy: { least: 0.4 },
  commandOverEmmett: { least: 2.5 },
  viewOverUnrecorded: { most: 1.3 },
  sealOverAppend32: { least: 8 },
  /** Events a second, and ms: as the design has them, whatever the machine. */
  verify1: { least: 120_000 },
  verify2: { least: 200_000 },
  proofMs: { most: 1 },
} as const;

/** null of what was not measured, or has no peer here. */
type Ratios = Readonly<
  Record<keyof typeof GOALS | 'commandBesideProjectionsOverEmmett' | 'sealToSignedOverAppend32', number | null>
>;

export interface Measured {
  readonly postgres: string;
  readonly commitMs: number;
  readonly appends: AppendFigures;
  readonly rebuild: RebuildFigures;
  readonly timeline: TimelineFigures;
  readonly commands: CommandFigures;
  readonly integrity: ReturnType<typeof integritySection>;
  /** Left out of a quick run, as the next. */
  readonly search?: ReturnType<typeof searchSection>;
  readonly looks?: LookFigures;
}

/** The bench's answer: every figure beside its peer's, the ratios, and which of them reach their goals. */
export function report({
  postgres,
  commitMs,
  appends,
  rebuild,
  timeline,
  commands,
  integrity,
  search,
  looks,
}: Measured): object {
  const command = commandSection(commands, appends.emmett);
  const ratios: Ratios = {
    appendAt32OverEmmett: ratio(appends.ours.perSecond, appends.emmett.perSecond),
    appendAt32OverFloor: ratio(appends.ours.perSecond, appends.floor),
    appendAt1OverEmmett: ratio(appends.oursAlone.perSecond, appends.emmettAlone.perSecond),
    append1MOver10k: ratio(appends.at1M.perSecond, appends.at10k.perSecond),
    timelineOverSelect1: ratio(timeline.timelineP50Ms, timeline.select1P50Ms),
    rebuildOverCopy: ratio(rebuild.rebuild, rebuild.copy),
    ...command.ratios,
    viewOverUnrecorded: looks ? ratio(looks.recordedP50Ms, looks.unrecordedP50Ms) : null,
    sealOverAppend32: integrity.sealOverAppend32,
    sealToSignedOverAppend32: integrity.sealToSignedOverAppend32,
    verify1: integrity.verify1,
    verify2: integrity.verify2,
    proofMs: integrity.proofMs,
  };
  return {
    when: new Date().toISOString(),
    machine: { cores: availableParallelism(), node: process.version, postgres, commitLatencyMs: rounded(commitMs, 3) },
    figures: {
      appendAt32: {
        unit: 'events/s',
        ...{ ours: load(appends.ours), emmett: load(appends.emmett), floor: appends.floor && rounded(appends.floor) },
      },
      appendAt1: { unit: 'events/s', ours: load(appends.oursAlone), emmett: load(appends.emmettAlone) },
      appendByLedgerSize: { unit: 'events/s', at10k: load(appends.at10k), at1M: load(appends.at1M) },
      timelineOf200Among1M: {
        unit: 'ms, p50',
        ...{ ours: rounded(timeline.timelineP50Ms, 3), select1: rounded(timeline.select1P50Ms, 3) },
      },
      rebuildOf200k: { unit: 'events/s', ours: rounded(rebuild.rebuild), copy: rounded(rebuild.copy) },
      commandAt32: command.figures,
    },
    ...(looks && { view: lookSection(looks) }),
    integrity,
    ...(search && { search }),
    ratios,
    goals: goalsOf(ratios),
    notes: [
      'Medians of interleaved repeats; clients, servers and peers share the cores. Only ratios can be taken to another machine.',
      'command: StoreExhibit over 32 connections that stay open, each command the first about its exhibit; the built product, the role web alone. besideProjections: projectors, sealer and worker at work in a second process.',
      "sealOverAppend32: hashing an event again, its entry, leaf, tree and heads on one thread, nothing stored; sealToSignedOverAppend32: all of it, from the ledger's tables to a signed checkpoint.",
      `verify: events of ${integrity.bytesAnEvent} bytes (their commitments included; none has only 460), packs on disk, the second thread started beforehand.`,
      `proofMs: a whole proof file out of a log of ${integrity.leaves} leaves; asked for is 1,000,000.`,
      ...(appends.floor === null ? [HOW_TO_GET_PGBENCH] : []),
    ],
  };
}

function goalsOf(ratios: Ratios) {
  const goals = Object.entries(GOALS).map(([name, goal]) => {
    const reached = ratios[name as keyof Ratios];
    const isReached = reached === null ? null : 'least' in goal ? reached >= goal.least : reached <= goal.most;
    return [name, { goal: 'least' in goal ? `>= ${goal.least}` : `<= ${goal.most}`, reached: isReached }] as const;
  });
  return Object.fromEntries(goals);
}

export const lookSection = ({ recordedP50Ms, unrecordedP50Ms }: LookFigures) => ({
  ...{ unit: 'ms, p50', recorded: rounded(recordedP50Ms, 2), unrecorded: rounded(unrecordedP50Ms, 2) },
});

/** Whole commands beside emmett's bare append, which validates, looks up and answers nothing. */
export function commandSection({ alone, besideProjections }: CommandFigures, emmett: Load) {
  const loads = ({ cold, warm }: CommandLoads) => ({ ours: load(cold), oursInHand: load(warm) });
  return {
    figures: {
      unit: 'commands/s; emmett: events/s',
      ...loads(alone),
      ...(besideProjections && { besideProjections: loads(besideProjections) }),
      emmett: load(emmett),
    },
    ratios: {
      commandOverEmmett: ratio(alone.cold.perSecond, emmett.perSecond),
      commandBesideProjectionsOverEmmett: besideProjections
        ? ratio(besideProjections.cold.perSecond, emmett.perSecond)
        : null,
    },
  };
}

/** Limits in ms, of the design: how long a search may take at 1,000,000 exhibits, and the board's first page at 10,000. */
const LIMITS = { searchP95Ms: 100, boardFirstPageMs: 50 } as const;

/** Searches and the board, in ms, beside `SELECT 1`. */
export function searchSection({ slowest, ...figures }: SearchFigures) {
  const { exhibits, ...ms } = figures;
  return {
    exhibits,
    ...Object.fromEntries(Object.entries(ms).map(([name, figure]) => [name, rounded(figure, 2)])),
    slowest: { kind: slowest.kind, p95Ms: rounded(slowest.p95Ms, 2) },
    limits: LIMITS,
  };
}

const ratio = (figure: number, peer: number | null): number | null =>
  peer === null ? null : rounded(figure / peer, 2);

const load = ({ perSecond, p50Ms, p99Ms }: Load) => ({
  perSecond: rounded(perSecond),
  p50Ms: rounded(p50Ms, 2),
  p99Ms: rounded(p99Ms, 2),
});
