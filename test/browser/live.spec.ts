import { jest } from '@jest/globals';
import { type Browser } from 'playwright-core';
import { ExhibitPage } from './pages/exhibit-page.js';
import { launchBrowser, visit } from './support/browser.js';
import * as story from './support/story.js';
import { startStoryApp, type StoryApp } from './support/story-app.js';

jest.setTimeout(60_000);

const AS_MENSAH = { headers: { cookie: 'actor=mensah' } };

let app: StoryApp;
let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
beforeEach(async () => {
  app = await startStoryApp();
});
afterEach(() => app.app.close());
afterAll(() => browser.close());

/** The story's phone moves on to another bench. */
function move(location: string): void {
  const index = app.readModels.exhibitsHeld.findIndex(({ exhibitId }) => exhibitId === story.PHONE);
  const phone = app.readModels.exhibitsHeld[index];
  if (!phone) throw new Error('The story has no phone');
  app.readModels.exhibitsHeld[index] = { ...phone, location };
  app.changes.tell({ position: 900, about: [story.PHONE, story.CASE] });
}

async function watchPhone() {
  const visitor = await visit(browser, app.url, 'mensah');
  await visitor.page.goto(`/exhibits/${story.PHONE}`);
  const exhibit = await new ExhibitPage(visitor.page, 'TW/1').verifyOnPage();
  await visitor.page.getByText('This page updates by itself').waitFor();
  return { ...visitor, exhibit };
}

it('an open page shows what happens to its exhibit, and leaves the reader where they were', async () => {
  const { page, complaints } = await watchPhone();
  await page.getByText('The same as a table').click();
  await page.getByRole('link', { name: 'TW/1/1' }).focus();
  move('Bench 9');
  await page.getByText('Bench 9').waitFor();
  expect(await page.locator('#live-state').innerText()).toMatch(/^Updated at \d\d:\d\d:\d\d$/);
  expect(await page.locator('#lanes-as-table').getAttribute('open')).not.toBeNull();
  expect(await page.locator('a:focus').innerText()).toBe('TW/1/1');
  expect(complaints).toEqual([]);
});

it('is not disturbed by what happens to others', async () => {
  const { page } = await watchPhone();
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  app.changes.tell({ position: 901, about: [story.STICK, story.CASE] });
  await page.waitForTimeout(1_200);
  expect(asked).toEqual([]);
});

it('does not take a filter from under the hands of whoever changes it', async () => {
  const { page } = await visit(browser, app.url, 'mensah');
  await page.goto('/board');
  await page.getByText('This page updates by itself').waitFor();
  await page.locator('#q').fill('half a wor');
  move('Bench 11');
  await page.waitForTimeout(1_200);
  expect(await page.locator('#q').inputValue()).toBe('half a wor');
  await page.locator('#q').blur();
  await page.getByText('Bench 11').first().waitFor();
});

it('shows a custody record as soon as it is ready', async () => {
  const { page } = await visit(browser, app.url, 'mensah');
  await page.goto(`/exhibits/${story.PHONE}/custody-record`);
  await page.getByRole('button', { name: 'Make the custody record' }).click();
  await page.getByText('40% done').waitFor();
  app.records.finish(`${story.PHONE}-1`);
  await page.getByText('Download the PDF').waitFor();
});

/** Reads server-sent events as text until `enough` is in it. */
async function events(path: string, enough: string, meanwhile: () => void = () => undefined): Promise<string> {
  const answer = await fetch(`${app.url}${path}`, AS_MENSAH);
  let text = '';
  for await (const chunk of answer.body ?? []) {
    if (text === '') meanwhile();
    text += Buffer.from(chunk as Uint8Array).toString();
    if (text.includes(enough)) break;
  }
  return text;
}

describe('what is told', () => {
  it('is of the exhibit, of the case, or of all that moves', async () => {
    const tell = (about?: string[]) => () => app.changes.tell({ position: 950, ...(about ? { about } : {}) });
    for (const [path, about] of [
      [`/live?exhibit=${story.PHONE}`, [story.PHONE]],
      [`/live?case=${story.CASE}`, [story.STICK, story.CASE]],
      [`/live?exhibit=${story.PHONE}`, undefined],
      ['/live', ['anything']],
    ] as const)
      expect(await events(path, 'data: 950', tell(about?.slice()))).toContain('event: moved');
  });

  it('is also what moved between the drawing of a page and its listening', async () => {
    const drawn = Date.now();
    move('Bench 12');
    expect(await events(`/live?exhibit=${story.PHONE}&drawn=${drawn}`, 'data: 900')).toContain('event: moved');
    // Drawn before this server started: who knows what it missed.
    expect(await events(`/live?exhibit=${story.STICK}&drawn=1`, 'data: 0')).toContain('event: moved');
  });
});

it('a server that stops lets its listeners go at once', async () => {
  const listening = fetch(`${app.url}/live`, AS_MENSAH).then((answer) => answer.text());
  await fetch(`${app.url}/live`, AS_MENSAH).then((answer) => answer.body?.cancel());
  expect(app.changes.listeners).toBe(1);
  const began = Date.now();
  await app.app.close();
  expect(await listening).toContain('retry: 2000');
  expect(Date.now() - began).toBeLessThan(2_000);
  expect(app.changes.listeners).toBe(0);
});
