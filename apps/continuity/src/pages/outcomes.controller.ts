import { Inject, Query, Req } from '@nestjs/common';
import { type FastifyRequest } from 'fastify';
import { type OutcomesView, type ReadModels, type UnitOutcomes, type WorkView } from '#read-models';
import { Needs } from '../access/needs.js';
import { READ_MODELS } from '../parts.js';
import { text, wholeNumber, type Asked } from './asked.js';
import { barChart, type ChartRow } from './drawings/bar-chart.js';
import { HtmlController, PageAt } from './html.js';
import { Pages } from './pages.js';
import { onTheWall } from './rendering/london.js';
import { grouped, yearsAndMonths } from './rendering/words.js';

/** No police force of this kind is older, and no clock is set later. */
const FIRST_YEAR = 1984;
const LAST_YEAR = 2200;

type Figures = Omit<UnitOutcomes, 'unit'>;
const NONE: Figures = { charges: 0, custodialMonths: 0, sentences: 0 };

/** Charges and custody of one year against those of the year before, by unit. */
@HtmlController()
export class OutcomesController {
  constructor(
    private readonly pages: Pages,
    @Inject(READ_MODELS) private readonly readModels: ReadModels,
  ) {}

  @PageAt('outcomes')
  @Needs('see outcomes')
  async outcomes(@Query() asked: Asked, @Req() request: FastifyRequest) {
    const frame = await this.pages.frame(request);
    const thisYear = onTheWall(frame.now).year;
    const chosen = wholeNumber(asked.year) ?? thisYear;
    const year = chosen >= FIRST_YEAR && chosen <= LAST_YEAR ? chosen : thisYear;
    const unit = text(asked.unit, 100);
    const [now, before, work] = await Promise.all([
      this.readModels.outcomes(year, unit),
      this.readModels.outcomes(year - 1, unit),
      this.readModels.work(year, unit),
    ]);
    // Every unit stays in the list to choose from, whichever was chosen.
    const everyUnit =
      unit === undefined
        ? [now, before]
        : await Promise.all([this.readModels.outcomes(year), this.readModels.outcomes(year - 1)]);
    const rows = rowsOf(before, now);
    return this.pages.show('outcomes', frame, {
      years: [before, now],
      year,
      thisYear,
      unit,
      units: unitsOf(everyUnit),
      rows,
      work,
      offenceCharts: offenceCharts(work),
      resultChart: barChart(
        work.results.map(({ unit: label, medianDays, ninetiethDays }) => ({
          label,
          values: [medianDays, ninetiethDays].map((days) => ({ amount: days ?? 0, text: `${days ?? 0} days` })),
        })),
      ),
      charts: rows.length === 0 ? [] : charts(rows),
    });
  }
}

const NOT_SAID = 'Not said which';

/** Nobody is drawn a bar of nothing. */
function offenceCharts({ offences }: WorkView) {
  const chart = (of: 'charges' | 'custodialMonths', text: (amount: number) => string) => {
    const some = offences.filter((each) => each[of] > 0);
    return barChart(
      some.map((each) => ({ label: each.offence ?? NOT_SAID, values: [{ amount: each[of], text: text(each[of]) }] })),
    );
  };
  return [
    { id: 'charges-by-offence', title: 'Charges by offence', chart: chart('charges', grouped) },
    { id: 'custody-by-offence', title: 'Custody by offence', chart: chart('custodialMonths', yearsAndMonths) },
  ].filter(({ chart: { groups } }) => groups.length > 0);
}

interface Row {
  readonly unit: string;
  readonly before: Figures;
  readonly now: Figures;
}

const unitsOf = (years: readonly OutcomesView[]): readonly string[] =>
  [...new Set(years.flatMap(({ units }) => units.map(({ unit }) => unit)))].sort((a, b) => a.localeCompare(b, 'en-GB'));

function rowsOf(before: OutcomesView, now: OutcomesView): readonly Row[] {
  const of = ({ units }: OutcomesView, unit: string): Figures => units.find((each) => each.unit === unit) ?? NONE;
  return unitsOf([before, now]).map((unit) => ({ unit, before: of(before, unit), now: of(now, unit) }));
}

function charts(rows: readonly Row[]) {
  const chart = (amount: (figures: Figures) => number, text: (amount: number) => string) =>
    barChart(
      rows.map(({ unit, before, now }): ChartRow => {
        const values = [before, now].map((figures) => ({ amount: amount(figures), text: text(amount(figures)) }));
        return { label: unit, values };
      }),
    );
  return [
    { id: 'charges', title: 'Charges by unit', chart: chart(({ charges }) => charges, grouped) },
    { id: 'custody', title: 'Custody by unit', chart: chart(({ custodialMonths }) => custodialMonths, yearsAndMonths) },
  ];
}
