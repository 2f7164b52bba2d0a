import { jest } from '@jest/globals';
import { type Browser } from 'playwright-core';
import { TitledPage } from './pages/titled-page.js';
import { barriers, DESKTOP, launchBrowser, overflow, PHONE, visit, type Visitor } from './support/browser.js';
import * as story from './support/story.js';
import { startStoryApp, type StoryApp } from './support/story-app.js';

jest.setTimeout(60_000);

let app: StoryApp;
let browser: Browser;
let hart: Visitor;
beforeAll(async () => {
  [app, browser] = await Promise.all([startStoryApp(), launchBrowser()]);
  hart = await visit(browser, app.url, 'hart');
});
afterAll(async () => {
  await browser.close();
  await app.app.close();
});

const pages: readonly (readonly [string, string])[] = [
  ['/', 'Every step of a device'],
  ['/board', 'Examination board'],
  ['/board?status=requested&unit=x&priority=1&due=overdue&bail=28', 'Examination board'],
  ['/board/queue', 'Queue by the end of bail'],
  [`/exhibits/${story.STICK}`, 'NA/1'],
  [`/exhibits/${story.PHONE}/custody-record?record=${story.PHONE}-1`, 'Custody record'],
  ['/cases', 'Cases'],
  [`/cases/${story.CASE}`, 'Operation Larkspur'],
  [`/cases/${story.CASE}/timeline`, 'Timeline of Operation Larkspur'],
  [`/cases/${story.CASE}/timeline?kind=people&known=2026-02-31T09:00`, 'Timeline of Operation Larkspur'],
  [`/suspects/${story.SUSPECTS[0]?.suspectId}?known=2026-01-20T09:00`, story.SUSPECTS[0]?.name ?? ''],
  [`/audit?exhibitId=nothing`, 'Audit'],
  [`/cases/${story.CASE}/seize`, 'Record a seizure'],
  [`/exhibits/${story.PHONE}/complete-examination`, 'Complete the examination'],
  ['/outcomes', 'Outcomes'],
  ['/integrity', 'Integrity'],
  [`/exhibits/${story.PHONE}/handover-slip`, 'Handover slip'],
  ['/nowhere', 'Page not found'],
];

describe.each(pages)('%s', (path, heading) => {
  it('can be used by everybody, at a desk and on a phone, under a policy that allows nothing inline', async () => {
    await app.records.ask(story.PHONE);
    const { page, complaints } = hart;
    await page.setViewportSize(DESKTOP);
    await page.goto(path);
    await new TitledPage(page, heading).verifyOnPage();
    expect(await barriers(page)).toEqual([]);

    await page.setViewportSize(PHONE);
    expect(await barriers(page)).toEqual([]);
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    expect(complaints).toEqual([]);
  });
});

it('says so when a form was filled in wrongly, in a way that everybody can follow', async () => {
  const { page } = hart;
  await page.goto(`/cases/${story.CASE}/seize`);
  await page.locator('main form button').click();
  await page.locator('.govuk-error-summary:focus').waitFor();
  expect(await barriers(page)).toEqual([]);
});

it('uses no font of gov.uk and nothing from elsewhere', async () => {
  const { page } = hart;
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  await page.goto('/board', { waitUntil: 'load' });
  expect(asked.filter((url) => !url.startsWith(app.url) || /font/.test(url))).toEqual([]);
  const fonts = await page.evaluate<string[]>(
    "[...new Set([...document.querySelectorAll('body *')].map((each) => getComputedStyle(each).fontFamily))]",
  );
  expect(fonts.filter((font) => /transport/i.test(font))).toEqual([]);
});
