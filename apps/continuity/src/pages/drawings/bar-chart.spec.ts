import { barChart } from './bar-chart.js';

const chart = barChart([
  {
    label: 'Child Online Safeguarding Team',
    values: [
      { amount: 200, text: '200' },
      { amount: 50, text: '50' },
    ],
  },
  {
    label: 'Public Protection Unit',
    values: [
      { amount: 0, text: '0' },
      { amount: 100, text: '100' },
    ],
  },
]);
const widths = chart.groups.map(({ bars }) => bars.map(({ width }) => width));

it('draws bars from zero, in proportion', () => {
  const [[greatest = 0, quarter] = [], [nothing, half] = []] = widths;
  expect(quarter).toBeCloseTo(greatest / 4, 1);
  expect(half).toBeCloseTo(greatest / 2, 1);
  expect(nothing).toBe(0);
});

it('leaves room for the value after the longest bar', () =>
  expect(Math.max(...widths.flat())).toBeLessThanOrEqual(chart.width - 100));

it('keeps groups and bars apart, within its height', () => {
  const bars = chart.groups.flatMap((group) => group.bars);
  bars.slice(1).forEach((bar, index) => expect(bar.y).toBeGreaterThanOrEqual((bars[index]?.y ?? 0) + 20));
  expect(bars.at(-1)?.y).toBeLessThanOrEqual(chart.height - 20);
});

it('draws nothing wide when there is nothing to draw', () => {
  expect(barChart([{ label: 'Unit', values: [{ amount: 0, text: 'none' }] }]).groups[0]?.bars[0]?.width).toBe(0);
  expect(barChart([])).toEqual({ width: 400, height: 0, groups: [] });
});
