import { type OutcomesView } from '#read-models';
import { NOW } from './story.js';

const UNITS = ['Child Online Safeguarding Team', 'Public Protection Unit', 'Dacorum Investigation Team'];
export const outcomesOf = (year: number, unit: string | undefined): OutcomesView => {
  const thisYear = NOW.getUTCFullYear();
  const figures: Readonly<Record<number, readonly (readonly [number, number, number])[]>> = {
    [thisYear - 1]: [
      [172, 708, 41],
      [104, 432, 28],
      [40, 132, 11],
    ],
    [thisYear]: [
      [31, 84, 6],
      [22, 60, 5],
      [0, 0, 0],
    ],
  };
  const units = (figures[year] ?? [])
    .map(([charges, custodialMonths, sentences], index) => ({
      unit: UNITS[index] ?? '',
      charges,
      custodialMonths,
      sentences,
    }))
    .filter((each) => unit === undefined || each.unit === unit);
  const sum = (of: (each: (typeof units)[number]) => number) => units.reduce((total, each) => total + of(each), 0);
  return {
    year,
    asOf: year === thisYear ? NOW.toISOString().slice(0, 10) : `${year}-12-31`,
    units,
    total: {
      charges: sum((each) => each.charges),
      custodialMonths: sum((each) => each.custodialMonths),
      sentences: sum((each) => each.sentences),
    },
  };
};
