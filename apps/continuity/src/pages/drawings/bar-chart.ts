/** Lengths in the drawing's own units; it is as wide as a phone, and two stand side by side on a desktop. */
const WIDTH = 400;
const TEXT_ROOM = 140;
const TITLE_LINE = 24;
const BAR = 20;
const BETWEEN_BARS = 4;
const BETWEEN_GROUPS = 18;

export interface ChartRow {
  readonly label: string;
  /** One value for each series, with the words that say it. */
  readonly values: readonly { readonly amount: number; readonly text: string }[];
}

export interface ChartBar {
  readonly series: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly text: string;
  readonly textX: number;
  readonly textY: number;
}

/** A horizontal bar chart as geometry: the template turns it into SVG. */
export interface BarChart {
  readonly width: number;
  readonly height: number;
  readonly groups: readonly { readonly label: string; readonly labelY: number; readonly bars: readonly ChartBar[] }[];
}

/** Lays out bars from zero, in proportion to the greatest amount; every bar has its value written after it. */
export function barChart(rows: readonly ChartRow[]): BarChart {
  const greatest = Math.max(1, ...rows.flatMap(({ values }) => values.map(({ amount }) => amount)));
  let y = 0;
  const groups = rows.map(({ label, values }) => {
    const labelY = y + TITLE_LINE - 8;
    y += TITLE_LINE;
    const bars = values.map(({ amount, text }, series): ChartBar => {
      const width = round(((WIDTH - TEXT_ROOM) * amount) / greatest);
      const bar = { series, y, width, height: BAR, text, textX: width + 8, textY: y + BAR / 2 + 5 };
      y += BAR + BETWEEN_BARS;
      return bar;
    });
    y += BETWEEN_GROUPS - BETWEEN_BARS;
    return { label, labelY, bars };
  });
  return { width: WIDTH, height: Math.max(0, y - BETWEEN_GROUPS + BETWEEN_BARS), groups };
}

const round = (length: number): number => Math.round(length * 10) / 10;
