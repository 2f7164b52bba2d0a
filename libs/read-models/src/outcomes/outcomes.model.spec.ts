import fc from 'fast-check';
import { folded } from '../../test/rows.js';
import { Story } from '../../test/story.js';
import { outcomes, type OutcomeRow } from './outcomes.js';

/** A charge or a sentence, or a correction of one that was recorded before. */
type Step =
  | { readonly is: 'charge'; readonly unit: string; readonly counts: number }
  | { readonly is: 'sentence'; readonly months: number; readonly suspended: boolean }
  | { readonly is: 'correction'; readonly pick: number; readonly field: number; readonly to: number };

const UNITS = ['PPU', 'COST', 'CID'] as const;
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    fc.record({
      is: fc.constant('charge' as const),
      unit: fc.constantFrom(...UNITS),
      counts: fc.integer({ min: 1, max: 9 }),
    }),
    fc.record({
      is: fc.constant('sentence' as const),
      months: fc.integer({ min: 0, max: 60 }),
      suspended: fc.boolean(),
    }),
    fc.record({
      is: fc.constant('correction' as const),
      pick: fc.nat(50),
      field: fc.nat(1),
      to: fc.integer({ min: 1, max: 9 }),
    }),
  ),
  { minLength: 1, maxLength: 30 },
);

/** What a clerk would write down, and cross out. */
type Noted =
  { readonly id: string; unit: string; counts: number } | { readonly id: string; months: number; suspended: boolean };

const offence = (counts: number) => ({ act: 'SOA 2003', section: 's.103I', description: 'breach', counts });

it('whatever is charged, sentenced and corrected, in whatever order, each counts once and as it was last corrected', () => {
  fc.assert(
    fc.property(steps, (taken) => {
      const story = new Story();
      const suspect = story.suspect();
      const noted: Noted[] = [];
      for (const step of taken) {
        if (step.is === 'charge') {
          const { id } = suspect.tell('ChargeBrought', { unit: step.unit, offences: [offence(step.counts)] });
          noted.push({ id, unit: step.unit, counts: step.counts });
        } else if (step.is === 'sentence') {
          const passed = { custodyMonths: step.months, suspended: step.suspended, orders: [], court: 'Luton' };
          const { id } = suspect.tell('SentencePassed', passed);
          noted.push({ id, months: step.months, suspended: step.suspended });
        } else {
          correct(suspect, noted[step.pick % (noted.length || 1)], step);
        }
      }
      const { rows } = folded<OutcomeRow>(outcomes, story.events);
      const counted = [...rows.values()].flatMap((row) => row.counted);
      const sum = (of: 'charges' | 'months' | 'sentences') => counted.reduce((total, one) => total + one[of], 0);
      const charges = noted.flatMap((one) => ('counts' in one ? [one] : []));
      const sentences = noted.flatMap((one) => ('months' in one ? [one] : []));
      expect([sum('charges'), sum('months'), sum('sentences')]).toEqual([
        charges.reduce((total, { counts }) => total + counts, 0),
        sentences.reduce((total, { months, suspended }) => total + (suspended ? 0 : months), 0),
        sentences.length,
      ]);
      for (const unit of UNITS)
        expect(counted.filter((one) => one.unit === unit).reduce((total, one) => total + one.charges, 0)).toBe(
          charges.filter((charge) => charge.unit === unit).reduce((total, { counts }) => total + counts, 0),
        );
    }),
  );
});

function correct(
  suspect: ReturnType<Story['suspect']>,
  of: Noted | undefined,
  { field, to }: Extract<Step, { is: 'correction' }>,
): void {
  if (!of) return;
  const tell = (entryType: string, name: string, was: unknown, now: unknown) =>
    suspect.tell('EntryCorrected', { correctsEventId: of.id, entryType, field: name, was, now, reason: 'Typed wrong' });
  if ('counts' in of && field === 0) {
    tell('ChargeBrought', 'offences', [offence(of.counts)], [offence(to)]);
    of.counts = to;
  } else if ('counts' in of) {
    const unit = UNITS[to % UNITS.length] ?? UNITS[0];
    tell('ChargeBrought', 'unit', of.unit, unit);
    of.unit = unit;
  } else if (field === 0) {
    tell('SentencePassed', 'custodyMonths', of.months, to);
    of.months = to;
  } else {
    tell('SentencePassed', 'suspended', of.suspended, !of.suspended);
    of.suspended = !of.suspended;
  }
}
