import { jest } from '@jest/globals';
import { type Browser } from 'playwright-core';
import { EntryPage } from './pages/entry-page.js';
import { ExhibitPage } from './pages/exhibit-page.js';
import { TitledPage } from './pages/titled-page.js';
import { barriers, launchBrowser, PHONE as PHONE_SIZE, visit } from './support/browser.js';
import * as story from './support/story.js';
import { startStoryApp, type StoryApp } from './support/story-app.js';

jest.setTimeout(60_000);

let app: StoryApp;
let browser: Browser;
beforeAll(async () => {
  [app, browser] = await Promise.all([startStoryApp(), launchBrowser()]);
});
afterAll(async () => {
  await browser.close();
  await app.app.close();
});

const newest = () => [...app.desk.taken.values()].at(-1);
const seizure = (reference: string) => ({
  exhibitRef: reference,
  sealNumber: 'hc-204599',
  kind: 'tablet',
  description: 'Silver tablet in a green sleeve',
  from: 'Jordan Ellis',
});
async function fillIn(form: EntryPage, reference: string, when?: readonly string[]): Promise<void> {
  await form.fill(seizure(reference), when);
  await form.choose('Off');
  await form.choose('Search warrant');
}

describe('a seizure', () => {
  it('is recorded by an officer at the scene', async () => {
    const { page } = await visit(browser, app.url, 'aziz', { viewport: PHONE_SIZE });
    await page.goto(`/cases/${story.CASE}`);
    await page.getByRole('link', { name: 'Record a seizure' }).click();
    const form = await new EntryPage(page, 'Record a seizure').verifyOnPage();
    await fillIn(form, 'na/3');
    await form.pick('fromPersonId', 'Jordan Ellis');
    await form.send();
    await new TitledPage(page, 'Check your answers').verifyOnPage();
    expect(await barriers(page)).toEqual([]);
    await form.confirm();

    const exhibit = await new ExhibitPage(page, 'NA/3').verifyOnPage();
    expect(await exhibit.recorded()).toBe('Seizure recorded');
    expect(newest()).toMatchObject({
      name: 'SeizeDevice',
      by: { id: 'aziz' },
      body: {
        ...seizure('NA/3'),
        sealNumber: 'HC-204599',
        power: 'warrant',
        powerState: 'off',
        caseId: story.CASE,
        fromPersonId: story.SUSPECTS[1]?.suspectId,
      },
    });
    expect(newest()?.body).not.toHaveProperty('make');

    // Said once, beside the entry: not on every later visit.
    await page.goto(page.url().replace(/\?.*/, ''));
    expect(await page.locator('.govuk-notification-banner').count()).toBe(0);
  });

  it('that happened in summer is told in UK time and kept in UTC, with the reason why it is late', async () => {
    const { page } = await visit(browser, app.url, 'aziz');
    await page.goto(`/cases/${story.CASE}/seize`);
    const form = new EntryPage(page, 'Record a seizure');
    await fillIn(form, 'NA/4', ['14', '7', '2025', '6', '40']);
    await form.send();
    expect(await form.complaintOf('lateReason')).toContain('Why it is entered late is required');

    await form.fill({ lateReason: 'No signal at the scene' });
    await form.send();
    await form.confirm();
    await new ExhibitPage(page, 'NA/4').verifyOnPage();
    expect(newest()?.body).toMatchObject({
      occurredAt: '2025-07-14T05:40:00.000Z',
      lateReason: 'No signal at the scene',
    });
  });

  it('in the hour that comes twice is asked which it was, and the answer is kept while other boxes are mended', async () => {
    const { page } = await visit(browser, app.url, 'aziz');
    await page.goto(`/cases/${story.CASE}/seize`);
    const form = new EntryPage(page, 'Record a seizure');
    await fillIn(form, 'NA/5', ['26', '10', '2025', '1', '30']);
    await form.send();
    expect(await form.complaintOf('occurredAt')).toContain('That time came twice');
    await form.choose('The second, an hour later, after the clocks went back');
    await form.send();
    await form.fill({ lateReason: 'Found in the old register' });
    await form.send();
    await form.confirm();
    await new ExhibitPage(page, 'NA/5').verifyOnPage();
    expect(newest()?.body).toMatchObject({ occurredAt: '2025-10-26T01:30:00.000Z' });
  });

  it('under a reference that somebody else has is refused in a sentence, and what was typed stays', async () => {
    const { page } = await visit(browser, app.url, 'aziz');
    await page.goto(`/cases/${story.CASE}/seize`);
    const form = new EntryPage(page, 'Record a seizure');
    await fillIn(form, 'TW/1');
    await form.send();
    await form.confirm();
    expect(await form.complaints()).toEqual(['Exhibit reference TW/1 was taken by DC Tom Whitlock.']);
    expect(await form.complaintOf('exhibitRef')).toContain('was taken by DC Tom Whitlock');
    expect(await page.locator('[name="description"]').inputValue()).toBe('Silver tablet in a green sleeve');
  });

  it('that says too little is told box by box', async () => {
    const { page } = await visit(browser, app.url, 'aziz');
    await page.goto(`/cases/${story.CASE}/seize`);
    const form = new EntryPage(page, 'Record a seizure');
    await form.fill({ exhibitRef: 'nonsense', imei: '123' }, ['31', '2', '2026', '10', '00']);
    await form.send();
    expect(await form.complaints()).toEqual([
      'Exhibit reference must be initials and a number, such as AB/1',
      'Enter seal number',
      'Enter kind of device',
      'Enter description',
      'IMEI must be 15 digits',
      'Select power state',
      'Select power of seizure',
      'Enter whom or where it was taken from',
      'Enter a date and a time that exist',
    ]);
  });

  it('sent twice is recorded once', async () => {
    const { page } = await visit(browser, app.url, 'aziz');
    await page.goto(`/cases/${story.CASE}/seize`);
    const form = new EntryPage(page, 'Record a seizure');
    await fillIn(form, 'NA/6');
    await form.send();
    await new TitledPage(page, 'Check your answers').verifyOnPage();
    const boxes = await page.evaluate<[string, string][]>("[...new FormData(document.querySelector('main form'))]");
    const before = app.desk.taken.size;
    const send = () =>
      fetch(`${app.url}/cases/${story.CASE}/seize`, {
        method: 'POST',
        redirect: 'manual',
        headers: { cookie: 'actor=aziz', 'sec-fetch-site': 'same-origin' },
        body: new URLSearchParams([...boxes, ['step', 'confirm']]),
      });
    const answers = await Promise.all([send(), send()]);
    expect(app.desk.taken.size).toBe(before + 1);
    expect(new Set(answers.map(({ status, headers }) => `${status} ${headers.get('location')}`)).size).toBe(1);
  });
});

describe('without scripts', () => {
  it('an exhibit is handed over, under the seal that it is known to have', async () => {
    const { page } = await visit(browser, app.url, 'doyle', { javaScriptEnabled: false });
    await page.goto(`/exhibits/${story.BUSY}`);
    const exhibit = await new ExhibitPage(page, 'DR/1').verifyOnPage();
    expect(await exhibit.actions()).toEqual(['Hand over', 'Put it away', 'Custody record (PDF)']);
    await page.getByRole('link', { name: 'Hand over' }).click();
    const form = await new EntryPage(page, 'Hand over').verifyOnPage();
    await form.pick('to', 'Abena Mensah, examiner, Digital Forensics Unit');
    await form.fill({ purpose: 'examination' });
    await form.send();
    await form.confirm();
    expect(await exhibit.recorded()).toBe('Handover recorded');
    expect(newest()).toMatchObject({
      name: 'TransferCustody',
      body: {
        to: 'mensah',
        purpose: 'examination',
        sealNumber: 'HC-204511',
        exhibitId: story.BUSY,
        caseId: story.OTHER_CASE,
      },
    });
  });
});

describe('an exhibit on its way', () => {
  const actionsFor = async (actor: string) => {
    const { page } = await visit(browser, app.url, actor);
    await page.goto(`/exhibits/${story.STICK}`);
    return (await new ExhibitPage(page, 'NA/1').verifyOnPage()).actions();
  };

  it('is offered to its addressee, and to a supervisor who says why', async () => {
    expect(await actionsFor('doyle')).toContain('Receive');
    expect(await actionsFor('bell')).not.toContain('Receive');
    expect(await actionsFor('hart')).toContain('Receive');
    const { page } = await visit(browser, app.url, 'hart');
    await page.goto(`/exhibits/${story.STICK}/receive`);
    expect(await new EntryPage(page, 'Receive').text()).toContain('Why you stand in');
  });

  it('that nobody received shows the gap in red, beside who answers for it', async () => {
    const { page } = await visit(browser, app.url, 'doyle');
    await page.goto(`/exhibits/${story.STICK}`);
    const exhibit = new ExhibitPage(page, 'NA/1');
    expect(await exhibit.lanes()).toEqual(['DC Nadia Aziz', 'Karen Bell']);
    expect(await exhibit.gaps()).toBe(1);
    expect(await exhibit.entries()).toEqual(['Seized and sealed', 'Handed over', 'Received', 'Handed over']);
  });
});

describe('what the state does not allow', () => {
  it('is not offered, and the rule itself says why', async () => {
    const { page } = await visit(browser, app.url, 'doyle');
    await page.goto(`/exhibits/${story.BUSY}`);
    await page.locator('#not-allowed summary').click();
    const why = await page.locator('#not-allowed').innerText();
    expect(why).toMatch(/Receive\s+Nobody has handed this exhibit over\./);
    expect(why).toMatch(/Seal it\s+It is sealed HC-204511\./);
    expect(await page.locator('#further-entries').innerText()).toContain('Further entries');
  });
});

describe('a final step', () => {
  it('is checked once more before it is recorded, can be changed, and needs no script', async () => {
    const { page } = await visit(browser, app.url, 'doyle', { javaScriptEnabled: false });
    await page.goto(`/exhibits/${story.BUSY}/return`);
    const form = await new EntryPage(page, 'Return it').verifyOnPage();
    await form.fill({ to: 'Sam Doe', authority: 'OIC' });
    await form.send();
    await new TitledPage(page, 'Check your answers').verifyOnPage();
    expect(await page.locator('main').innerText()).toContain('Sam Doe');
    expect(newest()?.name).not.toBe('ReturnDevice');

    await page.getByRole('button', { name: 'Change Returned to' }).click();
    await form.verifyOnPage();
    expect(page.url()).toContain('/return#to');
    expect(await page.locator('[name="to"]').inputValue()).toBe('Sam Doe');
    await form.fill({ to: 'Sam Dow' });
    await form.send();
    await page.getByRole('button', { name: 'Record the return' }).click();
    await new ExhibitPage(page, 'DR/1').verifyOnPage();
    expect(newest()).toMatchObject({ name: 'ReturnDevice', body: { to: 'Sam Dow', authority: 'OIC' } });
  });

  it('is checked on a page that everybody can use', async () => {
    const { page } = await visit(browser, app.url, 'doyle');
    await page.goto(`/exhibits/${story.BUSY}/return`);
    const form = new EntryPage(page, 'Return it');
    await form.fill({ to: 'Sam Doe', authority: 'court' });
    await form.send();
    await new TitledPage(page, 'Check your answers').verifyOnPage();
    expect(await barriers(page)).toEqual([]);
  });

  it('is refused before it is checked when a rule forbids it', async () => {
    const { page } = await visit(browser, app.url, 'bell');
    await page.goto(`/exhibits/${story.BUSY}/destroy`);
    const form = await new EntryPage(page, 'Destroy it').verifyOnPage();
    await form.fill({ method: 'shredded', authority: 'court', witness: 'PC Dan Rees' });
    await form.send();
    expect(await form.complaints()).toEqual(['It is held by Martin Doyle.']);
  });
});

describe('an entry that says something wrong', () => {
  it('is corrected from the timeline: a field, what it should say, and why', async () => {
    const { page } = await visit(browser, app.url, 'hart');
    await page.goto(`/exhibits/${story.PHONE}`);
    await page.getByRole('link', { name: /Correct this entry: Seized and sealed/ }).click();
    await new TitledPage(page, 'Correct an entry').verifyOnPage();
    expect(await barriers(page)).toEqual([]);
    await page.getByRole('link', { name: 'Serial number' }).click();
    const form = new EntryPage(page, 'Correct an entry');
    expect(await barriers(page)).toEqual([]);
    await form.send();
    expect(await form.complaints()).toEqual(['Enter what it should say: serial number', 'Enter why it is corrected']);
    await form.fill({ 'shouldSay.serial': 'R58T30ABCDE', reason: 'misread' });
    await form.send();
    expect(newest()?.name).not.toBe('CorrectEntry');
    await page.getByRole('button', { name: 'Change What it should say: serial number' }).click();
    await form.fill({ 'shouldSay.serial': 'R58T30ABCDF' });
    await form.send();
    await form.confirm();
    await new ExhibitPage(page, 'TW/1').verifyOnPage();
    expect(newest()).toMatchObject({
      name: 'CorrectEntry',
      body: { field: 'serial', now: 'R58T30ABCDF', reason: 'misread', exhibitId: story.PHONE },
    });
  });
});

describe('as known at a past moment', () => {
  it('the timeline ends there, and what was unbroken then says so', async () => {
    const { page } = await visit(browser, app.url, 'nair');
    const [day] = story.daysAgo(10, '06:00').split('T');
    await page.goto(`/exhibits/${story.PHONE}?known=${day}T06:30`);
    const exhibit = new ExhibitPage(page, 'TW/1');
    expect(await exhibit.entries()).toEqual(['Device found', 'Seized and sealed']);
    expect(await page.locator('#continuity').innerText()).toContain('Continuity is unbroken');
    expect(await barriers(page)).toEqual([]);
    // Nothing is done to what was.
    expect(await exhibit.actions()).toEqual([]);
  });

  it('and narrowed to a kind of entry', async () => {
    const { page } = await visit(browser, app.url, 'nair');
    await page.goto(`/exhibits/${story.PHONE}?kind=examination`);
    const entries = await new ExhibitPage(page, 'TW/1').entries();
    expect(entries).toEqual(['Examination requested', 'Examination started', 'Image acquired']);
  });

  it('that never was is asked for again', async () => {
    const { page } = await visit(browser, app.url, 'nair');
    await page.goto(`/exhibits/${story.PHONE}?known=2026-03-29T01:30`);
    expect(await page.locator('#known-error').innerText()).toContain('Enter a date and a time that exist');
  });
});
