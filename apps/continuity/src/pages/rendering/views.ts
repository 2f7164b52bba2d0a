import { join } from 'node:path';
import nunjucks from 'nunjucks';
import { fieldInWords } from '#custody';
import { packageFolder, PROJECT } from './project.js';
import { loadAssets, versionOf } from './assets.js';
import {
  daysBetween,
  duration,
  londonClock,
  londonDate,
  londonDateTime,
  londonShortDate,
  londonTime,
} from './london.js';
import {
  bailTag,
  bytes,
  capitalFirst,
  count,
  custodyTag,
  examinationTag,
  grouped,
  sealTag,
  STAGES,
  suspectTag,
  yearsAndMonths,
} from './words.js';

export type View =
  | 'home'
  | 'people'
  | 'notice'
  | 'board'
  | 'queue'
  | 'exhibit'
  | 'custody-record'
  | 'cases'
  | 'case'
  | 'case-timeline'
  | 'outcomes'
  | 'search'
  | 'attachments'
  | 'labels'
  | 'handover-slip'
  | 'crate'
  | 'audit'
  | 'suspect'
  | 'disclosure'
  | 'tools'
  | 'integrity'
  | 'entry'
  | 'check-answers'
  | 'correct'
  | 'reason'
  | 'access'
  | 'own-looks'
  | 'subject-access'
  | 'break-glass'
  | 'error';

/** The pages' templates, each compiled when it is first shown. */
export class Views {
  readonly assets = loadAssets();
  readonly assetsVersion = versionOf(this.assets);
  readonly #environment: nunjucks.Environment;

  constructor() {
    const folders = [
      join(PROJECT, 'apps/continuity/views'),
      join(packageFolder('govuk-frontend'), 'dist'),
      packageFolder('@ministryofjustice/frontend'),
    ];
    const loader = new nunjucks.FileSystemLoader(folders, { noCache: false, watch: false });
    this.#environment = new nunjucks.Environment(loader, { autoescape: true, trimBlocks: true, lstripBlocks: true });
    this.#teach(this.#environment);
  }

  render(view: View, content: object): string {
    return this.#environment.render(`${view}.njk`, content);
  }

  #teach(environment: nunjucks.Environment): void {
    const filters = {
      // What MoJ's timeline calls its filter; theirs prints the process's time zone.
      mojDate: londonDateTime,
      londonDate,
      londonShortDate,
      londonTime,
      londonClock,
      londonDateTime,
      duration,
      /** `day | daysUntil(now)` */
      daysUntil: (day: string, now: string) => daysBetween(now, day),
      /** `moment | age(now)`: how long ago. */
      age: (moment: string, now: string) => duration(Date.parse(now) - Date.parse(moment)),
      bytes,
      count,
      grouped,
      yearsAndMonths,
      custodyTag,
      sealTag,
      examinationTag,
      suspectTag,
      bailTag,
      capitalFirst,
      fieldInWords,
    };
    for (const [name, filter] of Object.entries(filters)) environment.addFilter(name, filter);
    environment.addGlobal('STAGES', STAGES);
    environment.addGlobal('asset', (name: string) => `/assets/${this.assetsVersion}/${name}`);
  }
}
