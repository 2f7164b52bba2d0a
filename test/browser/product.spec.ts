import { jest } from '@jest/globals';
import { createHash, randomUUID } from 'node:crypto';
import { type Browser } from 'playwright-core';
import { ContinuityUnderTest, seizure } from '../support/continuity.js';
import { EntryPage } from './pages/entry-page.js';
import { ExhibitPage } from './pages/exhibit-page.js';
import { TitledPage } from './pages/titled-page.js';
import { barriers, DESKTOP, launchBrowser, overflow, PHONE, visitSignedIn } from './support/browser.js';

/** The pages on the whole product: what the rules, the ledger and the read models say, not a stand-in. */
jest.setTimeout(120_000);

let product: ContinuityUnderTest;
let browser: Browser;
let caseId: string;
beforeAll(async () => {
  [product, browser] = await Promise.all([ContinuityUnderTest.start(), launchBrowser()]);
  caseId = await product.openCase();
});
afterAll(async () => {
  await browser.close();
  await product.stop();
});

/** Waits until the pages show what was recorded. */
async function shown(recorded: Promise<{ position: number }>): Promise<void> {
  await product.read(`/api/cases?at=${(await recorded).position}`);
}

let count = 0;
async function seized(more: Record<string, unknown> = {}) {
  const facts = seizure(caseId, `TW/${++count}`, more);
  await shown(product.done('SeizeDevice', facts));
  return facts;
}
/** An exhibit on its way from the officer who seized it to Karen Bell. */
async function sent() {
  const facts = await seized();
  const { exhibitId, sealNumber } = facts;
  await shown(
    product.done('TransferCustody', {
      caseId,
      exhibitId,
      to: 'bell',
      purpose: 'booking in',
      sealNumber,
    }),
  );
  return facts;
}
/** Without scripts, unless barriers are looked for: what looks for them is a script. */
const as = (actor: string, javaScriptEnabled = false) =>
  visitSignedIn(browser, product.url, actor, { javaScriptEnabled });

describe('a device, from the bag to the bench and back', () => {
  it('is handed over, received, opened, examined and sealed by four people in four windows, and continuity stays unbroken', async () => {
    const { exhibitId, sealNumber, exhibitRef } = await seized();
    const [whitlock, mensah, okafor, nair] = await Promise.all(
      ['whitlock', 'mensah', 'okafor', 'nair'].map((who) => as(who)),
    );
    if (!whitlock || !mensah || !okafor || !nair) throw new Error('Nobody came');
    const at = `/exhibits/${exhibitId}`;

    await whitlock.page.goto(at);
    await whitlock.page.getByRole('link', { name: 'Hand over', exact: true }).click();
    const handOver = new EntryPage(whitlock.page, 'Hand over');
    await handOver.pick('to', 'Abena Mensah, examiner, Digital Forensics Unit');
    await handOver.fill({ purpose: 'examination' });
    await handOver.send();
    await handOver.confirm();
    expect(await new ExhibitPage(whitlock.page, exhibitRef).recorded()).toBe('Handover recorded');

    await okafor.page.goto(at);
    await okafor.page.locator('#not-allowed summary').click();
    expect(await okafor.page.locator('#not-allowed').innerText()).toMatch(
      /Request an examination\s+It is in transit to mensah/,
    );

    await mensah.page.goto(at);
    await mensah.page.getByRole('link', { name: 'Receive', exact: true }).first().click();
    const receive = new EntryPage(mensah.page, 'Receive');
    await receive.fill({ sealNumberSeen: sealNumber.toLowerCase(), location: 'Bench 3' });
    await receive.choose('Yes');
    await receive.send();

    await okafor.page.goto(at);
    await okafor.page.getByRole('link', { name: 'Request an examination' }).click();
    const ask = new EntryPage(okafor.page, 'Request an examination');
    await ask.fill({
      priority: '1',
      questions: 'Which accounts?',
      'dueBy-day': '1',
      'dueBy-month': '6',
      'dueBy-year': '2099',
    });
    await ask.send();

    for (const step of ['Break the seal', 'Start the examination']) {
      await mensah.page.goto(at);
      await mensah.page.getByRole('link', { name: step }).click();
      const form = new EntryPage(mensah.page, step);
      if (step === 'Start the examination') await form.fill({ method: 'logical extraction' });
      await form.send();
      await new ExhibitPage(mensah.page, exhibitRef).verifyOnPage();
    }
    await nair.page.goto(at);
    expect(await nair.page.locator('#continuity').innerText()).toContain('unbroken');
    expect(await nair.page.locator('.app-glance').innerText()).toContain('On the bench');

    // One press: nothing is asked but when, and that is now.
    await mensah.page.goto(`${at}/pause-examination`);
    const pause = new EntryPage(mensah.page, 'Pause the examination');
    await pause.fill({ reason: 'waiting for a cable' });
    await pause.send();
    await mensah.page.getByRole('button', { name: 'Resume the examination' }).click();
    expect(await new ExhibitPage(mensah.page, exhibitRef).recorded()).toBe('Recorded: resume the examination');
  });

  it('says in red what a gap is, when nobody who held it handed it over', async () => {
    const { exhibitId, sealNumber, exhibitRef } = await sent();
    const { page } = await as('bell', true);
    await page.goto(`/exhibits/${exhibitId}/receive`);
    const form = new EntryPage(page, 'Receive');
    await form.fill({ sealNumberSeen: `${sealNumber.slice(0, -1)}X`, location: 'Van' });
    await form.choose('No');
    await form.send();
    await new ExhibitPage(page, exhibitRef).verifyOnPage();
    expect(await page.locator('#continuity').innerText()).toMatch(/^Broken\s+Continuity is broken/);
    expect(await barriers(page)).toEqual([]);
  });
});

describe('a correction', () => {
  it('stands beside what it corrects, each linked to the other, and the past is still known as it was', async () => {
    const { exhibitId, exhibitRef } = await seized({ serial: 'AAA' });
    const { page } = await as('hart', true);
    await page.goto(`/exhibits/${exhibitId}`);
    await page
      .getByRole('link', { name: /^Correct/ })
      .first()
      .click();
    await page.getByRole('link', { name: 'Serial number' }).click();
    const form = new EntryPage(page, 'Correct an entry');
    await form.fill({ 'shouldSay.serial': 'BBB', reason: 'misread' });
    await form.send();
    await form.confirm();
    await new ExhibitPage(page, exhibitRef).verifyOnPage();
    expect(await page.locator('.app-facts').first().innerText()).toContain('BBB');
    const wrong = page.locator('.app-entry', { hasText: 'Seized' }).first();
    const to = await wrong.getByRole('link', { name: /^Corrected/ }).getAttribute('href');
    const correction = page.locator(`[id="${to?.slice(1)}"]`);
    expect(await correction.innerText()).toContain('to BBB: misread');
    expect(await correction.getByRole('link', { name: 'The entry that this corrects' }).getAttribute('href')).toBe(
      `#${await wrong.getAttribute('id')}`,
    );
    expect(await barriers(page)).toEqual([]);
  });
});

describe('a crate', () => {
  it('is received with one seal check each; a failure is told by its row, and the rest is received', async () => {
    const [good, bad, away] = [await sent(), await sent(), await sent()];
    const { page } = await as('bell');
    await page.goto('/crate');
    await new TitledPage(page, 'Receive a crate').verifyOnPage();
    const check = async (exhibitId: string, seal: string) => {
      await page.locator(`#seal-${exhibitId}`).fill(seal);
      await page.locator(`#intact-yes-${exhibitId}`).check();
    };
    await check(good.exhibitId, good.sealNumber.toLowerCase());
    await check(bad.exhibitId, '??');
    await page.locator('#location').fill('Van');
    await page.getByRole('button', { name: 'Receive what was checked' }).click();
    const complaints = await page.locator('.govuk-error-summary').innerText();
    expect(complaints).toContain('1 exhibit was received; these were not');
    expect(complaints).toContain(`${bad.exhibitRef}: enter the seal number`);
    await check(bad.exhibitId, bad.sealNumber);
    await page.getByRole('button', { name: 'Receive what was checked' }).click();
    expect(await page.locator('.govuk-notification-banner').innerText()).toContain('Receipt recorded');
    for (const { exhibitId, custody } of [
      { exhibitId: good.exhibitId, custody: 'held' },
      { exhibitId: bad.exhibitId, custody: 'held' },
      { exhibitId: away.exhibitId, custody: 'in transit' },
    ])
      expect(await product.read(`/api/exhibits/${exhibitId}`)).toMatchObject({ custody });
  });
});

describe('a label', () => {
  it('that a scanner types into the search box opens its exhibit', async () => {
    const { exhibitId, exhibitRef } = await seized();
    const { page } = await as('bell');
    await page.goto(`/exhibits/${exhibitId}/label`);
    const bars = await page.locator('.app-label__code').innerText();
    for (const scanned of [bars, `continuity:exhibit:${exhibitId}`]) {
      await page.goto('/board');
      await page.locator('#search').focus();
      await page.keyboard.type(`${scanned}\n`);
      await page.waitForURL(`**/exhibits/${exhibitId}`);
      await new ExhibitPage(page, exhibitRef).verifyOnPage();
    }
  });
});

describe('a photograph', () => {
  const PNG = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
    'base64',
  );

  it('is hashed when it arrives and downloaded as it was; what is no photograph is not taken', async () => {
    const { exhibitId } = await seized();
    const { page } = await as('mensah');
    const upload = async (buffer: Buffer) => {
      await page.goto(`/exhibits/${exhibitId}/attachments`);
      await page.locator('#file').setInputFiles({ name: 'seal.png', mimeType: 'image/png', buffer });
      await page.locator('#name').fill('Seal as it arrived');
      await page.getByRole('button', { name: 'Add it' }).click();
    };
    await upload(Buffer.from('<script>alert(1)</script>'));
    expect(await page.locator('#file-error').innerText()).toContain('Choose a photograph');

    await upload(PNG);
    const sha256 = createHash('sha256').update(PNG).digest('hex');
    expect(await page.locator('.app-photo').innerText()).toContain(sha256);
    const file = await product.fetch(`/exhibits/${exhibitId}/attachments/${sha256}`);
    expect(Object.fromEntries(file.headers)).toMatchObject({
      'content-type': 'image/png',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
    });
    expect(file.headers.get('content-disposition')).toMatch(/^attachment/);
    expect(Buffer.from(await file.arrayBuffer())).toEqual(PNG);
    const other = await seized();
    expect((await product.fetch(`/exhibits/${other.exhibitId}/attachments/${sha256}`)).status).toBe(404);
  });
});

describe('the audit', () => {
  it('answers by exhibit, kind and time across the clock change, as a page and as CSV, each row linked to its entry', async () => {
    const { exhibitId } = await seized({
      description: '=HYPERLINK("http://x")',
      occurredAt: '2025-10-26T00:30:00.000Z',
      lateReason: '=1+1',
    });
    const { page } = await as('nair');
    await page.goto(`/audit?exhibitId=${product.url}/exhibits/${exhibitId}&type=DeviceSeized`);
    const row = page.locator('#entries tbody tr');
    expect(await row.count()).toBe(1);
    expect(await row.innerText()).toContain('26 October 2025 at 1:30am');
    await row.getByRole('link').click();
    expect(page.url()).toMatch(/#entry-[0-9a-f-]{36}$/);

    const csv = await (await product.fetch(`/audit.csv?exhibitId=${exhibitId}`)).text();
    expect(csv).toContain("'=1+1");
    expect(csv).toContain('2025-10-26T00:30:00.000Z,26 October 2025 at 1:30am');
    expect(csv).not.toMatch(/(^|,)"?=/m);

    await page.goto('/audit?from=2026-03-29T01:30');
    expect(await page.locator('.govuk-error-summary').innerText()).toContain('Enter a date and a time that exist');
    await page.goto(`/audit?exhibitId=${exhibitId}&known=2020-01-01T00:00`);
    expect(await page.locator('main').innerText()).toContain('Nothing that matches was recorded.');
  });
});

describe('a person and the schedules', () => {
  it('an arrest leads to bail and a charge; a discrepancy is put on a schedule and reviewed', async () => {
    const { page } = await as('okafor', true);
    await page.goto(`/cases/${caseId}/arrest-person`);
    const arrest = new EntryPage(page, 'Record an arrest');
    await arrest.fill({
      ...{ name: 'Joel Marsden', 'dateOfBirth-day': '19', 'dateOfBirth-month': '3', 'dateOfBirth-year': '2001' },
      suspectedOf: 'possession of indecent images',
    });
    await arrest.send();
    await arrest.confirm();
    await new TitledPage(page, 'Joel Marsden').verifyOnPage();
    expect(await barriers(page)).toEqual([]);
    await page.getByRole('link', { name: 'Bring a charge' }).click();
    const charge = new EntryPage(page, 'Bring a charge');
    await charge.fill({
      ...{ 'offences.0.act': 'Protection of Children Act 1978', 'offences.0.section': '1' },
      ...{ 'offences.0.description': 'making', 'offences.0.counts': 'x' },
    });
    await charge.send();
    expect(await charge.complaints()).toEqual(['Offence 1: number of counts must be a whole number']);
    await charge.fill({ 'offences.0.counts': '3' });
    await charge.send();
    await charge.confirm();
    expect(await page.locator('main').innerText()).toContain('3 counts: making');

    const { exhibitId } = await seized();
    await shown(product.done('RaiseDiscrepancy', { caseId, exhibitId, kind: 'label', detail: 'Smudged' }));
    const nair = await as('nair', true);
    await nair.page.goto(`/cases/${caseId}/disclosure`);
    await nair.page.getByRole('link', { name: /Put it on MG6E.*Smudged/ }).click();
    const schedule = new EntryPage(nair.page, 'Put an item on a schedule');
    await schedule.send();
    await new TitledPage(nair.page, 'Disclosure').verifyOnPage();
    await nair.page.getByRole('link', { name: /Review item 1 of MG6E/ }).click();
    const review = new EntryPage(nair.page, 'Review an item');
    await review.choose('It undermines the prosecution’s case');
    await review.fill({ reason: 'Goes to continuity' });
    await review.send();
    expect(await nair.page.locator('main').innerText()).toContain('Undermines');
    expect(await barriers(nair.page)).toEqual([]);
  });
});

// Those that `accessibility.spec.ts` does not open on its stand-ins.
describe('every other page of the product', () => {
  let exhibitId: string;
  beforeAll(async () => {
    ({ exhibitId } = await seized());
    const tool = { tool: 'XRY', version: '10.1', validationRef: 'V-1', scope: 'phones' };
    await shown(product.done('ValidateTool', tool, 'mensah'));
  });

  it.each([
    '/exhibits/EXHIBIT/label',
    '/exhibits/EXHIBIT/attachments',
    '/cases/CASE/labels',
    '/cases/CASE/disclosure',
    '/search?q=smartphone',
    '/audit?caseId=CASE',
    '/crate',
    '/tools',
    '/record/validate-tool',
    '/record/open-case',
  ])('%s can be used by everybody, at a desk and on a phone', async (pattern) => {
    const { page, complaints } = await as('lindqvist', true);
    await page.goto(pattern.replace('EXHIBIT', exhibitId).replace('CASE', caseId));
    for (const size of [DESKTOP, PHONE]) {
      await page.setViewportSize(size);
      expect(await barriers(page)).toEqual([]);
      expect(await overflow(page)).toBeLessThanOrEqual(0);
    }
    expect(complaints).toEqual([]);
  });

  it('of somebody or something that is not there says so', async () => {
    for (const path of ['suspects', 'exhibits', 'cases'])
      expect((await product.fetch(`/${path}/${randomUUID()}`)).status).toBe(404);
  });
});
