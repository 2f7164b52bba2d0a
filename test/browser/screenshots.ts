import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type CaseView, type ExhibitView, type Page, type TimelineItem } from '#read-models';
import { DESKTOP, launchBrowser, PHONE, visit } from './support/browser.js';

/**
 * Pictures of every page of a running product, at a desk and on a phone, and the README's, into a folder.
 *
 * `node --import ./test/support/typescript.mjs test/browser/screenshots.ts [http://localhost:3000] [docs/screenshots]`
 */
const [base = 'http://localhost:3000', folder = 'docs/screenshots'] = process.argv.slice(2);

async function read<T>(path: string): Promise<T> {
  const answer = await fetch(new URL(path, base));
  if (!answer.ok) throw new Error(`${path} answers ${answer.status}: is the product running at ${base}?`);
  return (await answer.json()) as T;
}

/** The case with most exhibits among the newest, and of those the one with the longest history. */
async function whatToShow() {
  const { items } = await read<Page<{ caseId: string }>>('/api/cases?limit=200');
  const cases = await Promise.all(items.map(({ caseId }) => read<CaseView>(`/api/cases/${caseId}`)));
  const [fullest] = cases.sort((one, other) => other.exhibits.length - one.exhibits.length);
  if (!fullest?.exhibits.length) throw new Error('No exhibit is recorded: load the story with npm run demo');
  const histories = await Promise.all(
    fullest.exhibits.map(async ({ exhibitId }) => {
      const { items: entries } = await read<Page<TimelineItem>>(`/api/exhibits/${exhibitId}/timeline?limit=200`);
      return { exhibitId, entries: entries.length };
    }),
  );
  const [longest] = histories.sort((one, other) => other.entries - one.entries);
  return {
    caseId: fullest.caseId,
    suspectId: fullest.suspects.at(-1)?.suspectId,
    exhibit: await read<ExhibitView>(`/api/exhibits/${longest?.exhibitId}`),
    onItsWay: fullest.exhibits.find(({ custody }) => custody === 'in transit')?.exhibitId,
  };
}

const { caseId, suspectId, exhibit, onItsWay } = await whatToShow();
const { exhibitId } = exhibit;
const pages: readonly (readonly [string, string])[] = [
  ['home', '/'],
  ['people', '/people'],
  ['board', '/board'],
  ['queue', '/board/queue'],
  ['search', '/search?q=phone'],
  ['exhibit', `/exhibits/${exhibit.exhibitId}`],
  ...(onItsWay === undefined
    ? []
    : ([
        ['exhibit-in-transit', `/exhibits/${onItsWay}`],
        ['handover-slip', `/exhibits/${onItsWay}/handover-slip`],
      ] as const)),
  ['custody-record', `/exhibits/${exhibit.exhibitId}/custody-record`],
  ['cases', '/cases'],
  ['case', `/cases/${caseId}`],
  ['case-timeline', `/cases/${caseId}/timeline`],
  ['seize', `/cases/${caseId}/seize`],
  ['hand-over', `/exhibits/${exhibitId}/hand-over`],
  ['attachments', `/exhibits/${exhibitId}/attachments`],
  ['labels', `/cases/${caseId}/labels`],
  ['disclosure', `/cases/${caseId}/disclosure`],
  ...(suspectId === undefined ? [] : ([['suspect', `/suspects/${suspectId}`]] as const)),
  ['crate', '/crate'],
  ['audit', `/audit?caseId=${caseId}`],
  ['tools', '/tools'],
  ['integrity', '/integrity'],
  ['verify', '/verify.html'],
  ['outcomes', '/outcomes'],
];

await mkdir(folder, { recursive: true });
const browser = await launchBrowser();
try {
  const { page } = await visit(browser, base, 'bell');
  for (const [name, path] of pages)
    for (const [size, viewport] of [
      ['desktop', DESKTOP],
      ['phone', PHONE],
    ] as const) {
      await page.setViewportSize(viewport);
      const answer = await page.goto(path);
      if (answer?.status() !== 200) throw new Error(`${path} answers ${answer?.status()}`);
      await page.screenshot({ path: join(folder, `${name}-${size}.png`), fullPage: true });
    }
  await page.setViewportSize({ ...DESKTOP, height: 1000 });
  await page.goto(`/exhibits/${exhibit.exhibitId}`);
  await page.screenshot({ path: join(folder, 'readme.png') });
} finally {
  await browser.close();
}
console.log(`${2 * pages.length + 1} pictures in ${resolve(folder)}`);
