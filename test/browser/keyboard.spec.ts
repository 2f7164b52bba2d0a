import { jest } from '@jest/globals';
import { type Browser } from 'playwright-core';
import { ContinuityUnderTest, seizure } from '../support/continuity.js';
import { ExhibitPage } from './pages/exhibit-page.js';
import { Keyboard } from './pages/keyboard.js';
import { TitledPage } from './pages/titled-page.js';
import { launchBrowser, PHONE, visit } from './support/browser.js';

jest.setTimeout(120_000);

let product: ContinuityUnderTest;
let browser: Browser;
beforeAll(async () => {
  [product, browser] = await Promise.all([ContinuityUnderTest.start(), launchBrowser()]);
});
afterAll(async () => {
  await browser.close();
  await product.stop();
});

describe.each([
  ['at a desk, with scripts', {}],
  ['on a phone, without scripts', { viewport: PHONE, javaScriptEnabled: false }],
])('an examiner without a mouse, %s', (_where, options) => {
  it('opens the board, scans a label, receives the exhibit, opens its bag and starts the examination', async () => {
    const caseId = await product.openCase();
    const facts = seizure(caseId, 'TW/1');
    const { exhibitId, sealNumber } = facts;
    await product.done('SeizeDevice', facts);
    const request = { priority: 1, questions: 'Which accounts?', dueBy: '2099-06-01' };
    await product.done('RequestExamination', { caseId, exhibitId, ...request }, 'okafor');
    await product.done('TransferCustody', { caseId, exhibitId, to: 'mensah', purpose: 'examination', sealNumber });

    const { page } = await visit(browser, product.url, undefined, options);
    const keys = new Keyboard(page);
    // Whoever is not signed in is asked first, and comes back here.
    await page.goto('/');
    await keys.choose('person', 'mensah');
    await keys.press('main button');
    await keys.press('nav a[href="/board"]');
    await new TitledPage(page, 'Examination board').verifyOnPage();
    await keys.type('#search', `continuity:exhibit:${exhibitId}`);
    await keys.enter();
    const exhibit = await new ExhibitPage(page, 'TW/1').verifyOnPage();

    await keys.press('.app-actions a[href$="/receive"]');
    await keys.type('[name="sealNumberSeen"]', sealNumber);
    await keys.choose('sealIntact', 'yes');
    await keys.type('[name="location"]', 'Bench 3');
    await keys.press('main form button');
    expect(await exhibit.recorded()).toBe('Receipt recorded');

    await keys.press('.app-actions a[href$="/break-seal"]');
    await keys.press('main form button');
    await keys.press('.app-actions a[href$="/start-examination"]');
    // Nothing is filled in: the summary has the focus, and leads to the box.
    await keys.press('main form button');
    await keys.tabTo('.govuk-error-summary a[href="#method"]');
    await page.keyboard.press('Enter');
    await page.keyboard.type('logical extraction');
    await keys.press('main form button');
    expect(await page.locator('.app-glance').innerText()).toContain('On the bench');
    expect(await page.locator('#continuity').innerText()).toContain('unbroken');
  });
});
