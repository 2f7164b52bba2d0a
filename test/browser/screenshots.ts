import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type Page as Browsed } from 'playwright-core';
import { type CaseView, type ExhibitView, type Page, type TimelineItem } from '#read-models';
import { tokensOf } from '../../apps/continuity/src/access/ask-token.js';
import { DESKTOP, launchBrowser, PHONE, signIn, visit } from './support/browser.js';

/**
 * Pictures of every page of a running product, at a desk and on a phone, of some on paper, and the README's, into a folder. Nothing
 * is recorded meanwhile.
 *
 * `node --import ./test/support/typescript.mjs test/browser/screenshots.ts [http://localhost:3000] [docs/screenshots]`
 */
const [base = 'http://localhost:3000', folder = 'docs/screenshots'] = process.argv.slice(2);

const token = tokensOf(base);
async function read<T>(path: string): Promise<T> {
  const headers = { authorization: `Bearer ${await token('bell')}` };
  const answer = await fetch(new URL(path, base), { headers });
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
const [first] = (await read<Page<TimelineItem>>(`/api/exhibits/${exhibitId}/timeline?limit=2`)).items.slice(1);
const known = '2026-01-01T09:00';

/** A page, who looks at it unless it is DI Susan Hart, and what is done there before. */
interface Shown {
  readonly path: string;
  readonly as?: string;
  readonly status?: number;
  readonly then?: (page: Browsed) => Promise<void>;
}
const send = (page: Browsed): Promise<void> => page.locator('main form button').first().click();
const isReason = (url: string): boolean => new URL(url, base).pathname === '/reason';

const pages: Readonly<Record<string, Shown>> = {
  home: { path: '/' },
  board: { path: '/board' },
  'board-stage': { path: '/board?status=requested&priority=2' },
  'board-nothing': { path: '/board?status=started&q=nothing' },
  queue: { path: '/board/queue' },
  search: { path: '/search?q=phone' },
  'search-former-seal': { path: '/search?q=4410281' },
  'search-nothing': { path: '/search?q=zzzz' },
  exhibit: { path: `/exhibits/${exhibitId}`, as: 'mensah' },
  'exhibit-known': { path: `/exhibits/${exhibitId}?known=${known}` },
  ...(onItsWay === undefined
    ? {}
    : {
        'exhibit-in-transit': { path: `/exhibits/${onItsWay}`, as: 'bell' },
        'handover-slip': { path: `/exhibits/${onItsWay}/handover-slip` },
        receive: { path: `/exhibits/${onItsWay}/receive`, as: 'bell' },
      }),
  'custody-record': { path: `/exhibits/${exhibitId}/custody-record` },
  attachments: { path: `/exhibits/${exhibitId}/attachments` },
  label: { path: `/exhibits/${exhibitId}/label` },
  'correct-what': { path: `/exhibits/${exhibitId}/correct?entry=${first?.id}&type=${first?.type}` },
  correct: { path: `/exhibits/${exhibitId}/correct?entry=${first?.id}&type=${first?.type}&field=imei` },
  'hand-over': { path: `/exhibits/${exhibitId}/hand-over` },
  'record-image': { path: `/exhibits/${exhibitId}/acquire-image`, as: 'mensah' },
  note: { path: `/exhibits/${exhibitId}/make-note`, as: 'mensah' },
  cases: { path: '/cases' },
  case: { path: `/cases/${caseId}`, as: 'okafor' },
  'case-timeline': { path: `/cases/${caseId}/timeline` },
  'case-timeline-people': { path: `/cases/${caseId}/timeline?kind=people` },
  'case-timeline-problem': { path: `/cases/${caseId}/timeline?known=2026-02-31T09:00` },
  seize: { path: `/cases/${caseId}/seize`, as: 'whitlock' },
  'seize-problems': { path: `/cases/${caseId}/seize`, as: 'whitlock', then: send },
  'check-seizure': {
    path: `/cases/${caseId}/seize?exhibitRef=TW/9&sealNumber=HC-4410299&kind=tablet&description=Silver&from=Hall`,
    as: 'whitlock',
    then: async (page) => {
      await page.getByLabel('Off', { exact: true }).check();
      await page.getByLabel('Search warrant', { exact: true }).check();
      await send(page);
    },
  },
  'check-answers': {
    path: `/cases/${caseId}/close-case`,
    as: 'okafor',
    then: async (page) => {
      await page.locator('[name="reason"]').fill('Proceedings are over');
      await send(page);
    },
  },
  labels: { path: `/cases/${caseId}/labels` },
  disclosure: { path: `/cases/${caseId}/disclosure`, as: 'nair' },
  'request-pack': { path: `/cases/${caseId}/request-pack`, as: 'nair' },
  ...(suspectId === undefined
    ? {}
    : {
        suspect: { path: `/suspects/${suspectId}`, as: 'okafor' },
        'suspect-known': { path: `/suspects/${suspectId}?known=${known}` },
        'request-erasure': { path: `/suspects/${suspectId}/request-erasure`, as: 'okafor' },
        'subject-access': { path: `/suspects/${suspectId}/access`, as: 'nair' },
        charge: { path: `/suspects/${suspectId}/bring-charge`, as: 'okafor' },
      }),
  crate: { path: '/crate', as: 'bell' },
  'crate-nothing': { path: '/crate', as: 'farrow' },
  audit: { path: `/audit?caseId=${caseId}` },
  'audit-problem': { path: '/audit?exhibitId=TW/1' },
  tools: { path: '/tools', as: 'mensah' },
  'open-case': { path: '/record/open-case', as: 'okafor' },
  'validate-tool': { path: '/record/validate-tool', as: 'mensah' },
  'withdraw-tool': { path: '/record/withdraw-tool?tool=Cellebrite+UFED&version=7.69', as: 'mensah' },
  reason: { path: `/reason?for=${caseId}` },
  'reason-problem': { path: `/reason?for=${caseId}`, then: send },
  access: { path: `/access?caseId=${caseId}`, as: 'nair' },
  'own-looks': { path: '/access/mine' },
  'break-glass': { path: `/break-glass?case=${caseId}`, as: 'rees' },
  forbidden: { path: '/audit', as: 'farrow', status: 403 },
  integrity: { path: '/integrity' },
  verify: { path: '/verify.html' },
  outcomes: { path: '/outcomes' },
  'not-found': { path: '/nowhere', status: 404 },
};
const onPaper = ['case', 'case-timeline', 'exhibit', 'audit', 'labels', 'handover-slip', 'outcomes', 'disclosure'];
/** A sheet of A4 less its margins, at 96 pixels to the inch. */
const SHEET = { width: 749, height: 1047 };

await mkdir(folder, { recursive: true });
const browser = await launchBrowser();
let pictures = 0;
try {
  const { page, context } = await visit(browser, base, undefined, { locale: 'en-GB', timezoneId: 'Europe/London' });
  let here = '';
  const show = async ({ path, as = 'hart', status = 200, then }: Shown) => {
    if (here !== as) {
      // Whoever is signed in already stays who they are.
      await context.clearCookies();
      await signIn(context, base, as);
    }
    here = as;
    const answer = await page.goto(path);
    // Asked once for each case and person, on the way to it.
    if (isReason(page.url()) && !isReason(path)) {
      await page.locator('#reason').check();
      await send(page);
    }
    if (answer?.status() !== status) throw new Error(`${path} answers ${answer?.status()}`);
    await then?.(page);
  };
  const picture = async (name: string, fullPage = true) => {
    await page.screenshot({ path: join(folder, `${name}.png`), fullPage });
    pictures += 1;
  };
  for (const [size, viewport] of Object.entries({ desktop: DESKTOP, phone: PHONE })) {
    await page.setViewportSize(viewport);
    await page.goto('/');
    await picture(`sign-in-${size}`);
  }
  for (const [name, shown] of Object.entries(pages)) {
    await page.setViewportSize(DESKTOP);
    await show(shown);
    await picture(`${name}-desktop`);
    await page.setViewportSize(PHONE);
    await picture(`${name}-phone`);
    if (!onPaper.includes(name)) continue;
    await page.setViewportSize(SHEET);
    await page.emulateMedia({ media: 'print' });
    await picture(`${name}-paper`);
    await page.emulateMedia({ media: 'screen' });
  }
  await page.setViewportSize({ ...DESKTOP, height: 1000 });
  await show({ path: `/exhibits/${exhibitId}` });
  await picture('readme', false);
} finally {
  await browser.close();
}
console.log(`${pictures} pictures in ${resolve(folder)}`);
