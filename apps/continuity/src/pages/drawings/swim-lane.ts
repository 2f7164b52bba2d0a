import { duration, londonClock, londonShortDate, onTheWall } from '../rendering/london.js';
import { type Continuity } from '#custody';
import { isGap, legsOf, type Leg } from './legs.js';

/** Lengths in the drawing's own units: about a pixel on a desktop, scaled to fit elsewhere. */
const GUTTER = 165;
const PLOT = 760;
const MARGIN = 16;
const LEAST_BAR = 30;
const LANE = 44;
const BAR = 26;
const HEAD = 8;
const AXIS = 44;
const TICK_APART = 78;
/** The first is written to the right of its line, with the year. */
const FIRST_TICK = 112;
const CHARACTER = 7.2;
const LONGEST_NAME = 20;

export interface Lane {
  readonly name: string;
  /** As much of the name as fits beside the lane. */
  readonly shortName: string;
  readonly y: number;
  readonly middle: number;
}

export interface Bar {
  readonly leg: Leg;
  readonly who: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Whether what it begins with is not signed as it should be, or overlaps what was before. */
  readonly flawed: boolean;
  /** How long, where there is room to write it. */
  readonly text: string | undefined;
}

/** Where the exhibit changed hands: from the middle of one lane to the middle of another. */
export interface Handover {
  readonly x: number;
  readonly from: number;
  readonly to: number;
}

export interface Tick {
  readonly x: number;
  readonly date: string;
  readonly time: string;
  readonly anchor: 'start' | 'middle' | 'end';
}

/** A drawing of who held an exhibit when, as geometry: the template turns it into SVG, and `bars` also into a table. */
export interface SwimLane {
  readonly width: number;
  readonly height: number;
  readonly plotLeft: number;
  readonly axisY: number;
  readonly lanes: readonly Lane[];
  readonly bars: readonly Bar[];
  readonly handovers: readonly Handover[];
  readonly ticks: readonly Tick[];
  readonly gaps: number;
  /** Whether any bar is drawn as flawed. */
  readonly flawed: boolean;
  /** One sentence for those who do not see it. */
  readonly description: string;
}

const NOBODY = 'Nobody recorded';
const nameOf = ({ holder }: Leg): string => holder?.name ?? NOBODY;
const keyOf = ({ holder }: Leg): string => holder?.id ?? '';

/**
 * Lays out who held an exhibit when. Width grows with the square root of time, and the shortest leg is wide enough to see:
 * minutes at the scene and weeks in the store must both be read, so the drawing is not to scale and each bar says its length.
 *
 * @returns undefined before anybody held it
 */
export function swimLane(proved: Continuity): SwimLane | undefined {
  const legs = legsOf(proved);
  const now = proved.until;
  if (legs.length === 0) return undefined;
  const lanes = lanesOf(legs);
  const bars = barsOf(legs, lanes, new Set([...proved.unsigned, ...proved.overlaps].map(({ eventId }) => eventId)));
  const axisY = HEAD + lanes.size * LANE;
  const gaps = legs.filter(isGap).length;
  return {
    width: Math.max(...bars.map(({ x, width }) => x + width)) + MARGIN,
    height: axisY + AXIS,
    plotLeft: GUTTER,
    axisY,
    lanes: [...lanes.values()],
    bars,
    handovers: handoversOf(bars, lanes),
    ticks: ticksOf(bars, now),
    gaps,
    flawed: bars.some(({ flawed }) => flawed),
    description: describe(legs, lanes.size, gaps),
  };
}

/** One lane a holder, in the order in which they first held it; nobody's last. */
function lanesOf(legs: readonly Leg[]): Map<string, Lane> {
  const names = new Map(legs.filter(({ holder }) => holder).map((leg) => [keyOf(leg), nameOf(leg)]));
  if (legs.some(({ holder }) => !holder)) names.set('', NOBODY);
  return new Map(
    [...names].map(([key, name], index): [string, Lane] => {
      const y = HEAD + index * LANE;
      return [key, { name, shortName: shortened(name), y, middle: y + LANE / 2 }];
    }),
  );
}

const shortened = (name: string): string =>
  name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME - 1).trimEnd()}…` : name;

function barsOf(legs: readonly Leg[], lanes: ReadonlyMap<string, Lane>, flawed: ReadonlySet<string>): readonly Bar[] {
  const weights = legs.map(({ milliseconds }) => Math.sqrt(milliseconds));
  const all = weights.reduce((sum, weight) => sum + weight, 0) || 1;
  const spare = Math.max(PLOT - legs.length * LEAST_BAR, 0);
  let x = GUTTER;
  return legs.map((leg, index): Bar => {
    const width = round(LEAST_BAR + (spare * (weights[index] ?? 0)) / all);
    const text = duration(leg.milliseconds);
    const bar = {
      leg,
      who: nameOf(leg),
      x: round(x),
      y: (lanes.get(keyOf(leg))?.middle ?? 0) - BAR / 2,
      width,
      height: BAR,
      flawed: flawed.has(leg.begins),
      text: text.length * CHARACTER + 8 <= width ? text : undefined,
    };
    x += width;
    return bar;
  });
}

function handoversOf(bars: readonly Bar[], lanes: ReadonlyMap<string, Lane>): readonly Handover[] {
  return bars.slice(1).flatMap((bar, index) => {
    const before = bars[index];
    if (!before || before.y === bar.y) return [];
    const from = lanes.get(keyOf(before.leg))?.middle ?? 0;
    return [{ x: bar.x, from, to: bar.y < before.y ? bar.y + BAR : bar.y }];
  });
}

/** The moments at which custody changed, as many as can be written apart; the first and the last always. */
function ticksOf(bars: readonly Bar[], now: string): readonly Tick[] {
  const last = bars.at(-1);
  if (!last) return [];
  const end: Tick = {
    x: round(last.x + last.width),
    ...(last.leg.to === null ? { date: 'now', time: londonClock(now) } : stamp(last.leg.to)),
    anchor: 'end',
  };
  const ticks: Tick[] = [];
  for (const { x, leg } of bars) {
    const before = ticks.at(-1);
    const room = ticks.length === 1 ? FIRST_TICK : TICK_APART;
    const fits = before === undefined || (x - before.x >= room && end.x - x >= TICK_APART);
    if (fits) ticks.push({ x, ...stamp(leg.from, before === undefined), anchor: before ? 'middle' : 'start' });
  }
  return [...ticks, end];
}

function stamp(moment: string, withYear = false): { date: string; time: string } {
  const date = londonShortDate(moment);
  return { date: withYear ? date : date.replace(` ${onTheWall(moment).year}`, ''), time: londonClock(moment) };
}

function describe(legs: readonly Leg[], lanes: number, gaps: number): string {
  const holders = legs.some(({ holder }) => !holder) ? lanes - 1 : lanes;
  const people = holders === 1 ? '1 person answered for it' : `${holders} people answered for it in turn`;
  if (gaps === 0) return `${people}; every minute is accounted for.`;
  return `${people}; ${gaps} ${gaps === 1 ? 'period is' : 'periods are'} not accounted for, drawn in red.`;
}

const round = (length: number): number => Math.round(length * 10) / 10;
