import { LedgerUnavailable } from '#ledger';
import { SIGN_IN } from '../../apps/continuity/src/parts.js';
import { readPdf } from '../../libs/jobs/test/pdf-text.js';
import * as story from './support/story.js';
import { startStoryApp, type StoryApp } from './support/story-app.js';

let app: StoryApp;
beforeAll(async () => {
  app = await startStoryApp();
});
afterAll(() => app.app.close());

interface Answered {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const BELL = 'actor=bell';
const HART = 'actor=hart';
const NAIR = 'actor=nair';
const FROM_US = { 'sec-fetch-site': 'same-origin' };

async function ask(url: string, options: RequestInit): Promise<Answered> {
  const answer = await fetch(new URL(url, app.url), { redirect: 'manual', ...options });
  return { statusCode: answer.status, headers: Object.fromEntries(answer.headers), body: await answer.text() };
}
/** A supervisor sees every page. */
const get = (url: string, headers: Readonly<Record<string, string>> = { cookie: HART }) => ask(url, { headers });
const send = (
  url: string,
  boxes: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>> = { cookie: BELL, ...FROM_US },
) => ask(url, { method: 'POST', headers, body: new URLSearchParams(boxes) });

describe('a form', () => {
  it.each([
    ['sec-fetch-site', 'cross-site'],
    ['sec-fetch-site', 'same-site'],
    ['origin', 'https://elsewhere.example'],
    ['origin', 'null'],
    ['cookie', BELL],
  ])('is refused with nothing but its %s: %s', async (header, value) => {
    const { statusCode, body } = await send('/crate', { person: 'okafor' }, { cookie: BELL, [header]: value });
    expect(statusCode).toBe(403);
    expect(body).toContain('This form was sent from another site.');
  });

  it('is refused when it is larger than any form', async () =>
    expect((await send('/crate', { person: 'x'.repeat(70_000) })).statusCode).toBe(413));

  it('with ids that are none is refused', async () =>
    expect((await send(`/cases/${story.CASE}/seize`, { commandId: 'x' })).statusCode).toBe(404));
});

describe('a page', () => {
  it.each([
    ['/exhibits/not-an-id', 'This exhibit is not known here.'],
    ['/exhibits/00000000-0000-4000-8000-000000000000', 'This exhibit is not known here.'],
    ['/cases/00000000-0000-4000-8000-000000000000/timeline', 'This case is not known here.'],
    [`/exhibits/${story.PHONE}/burn`, 'This page is not known here.'],
    [`/exhibits/${story.PHONE}/custody-record?record=${story.STICK}-1`, 'This custody record is not known here.'],
    ['/nowhere?q=%3Cscript%3E', 'Check the address'],
  ])('%s says that it is not there', async (url, text) => {
    const { statusCode, body, headers } = await get(url);
    expect([statusCode, headers['content-type']]).toEqual([404, 'text/html; charset=utf-8']);
    expect(body).toContain(text);
    expect(body).not.toContain('<script>');
  });

  it('says which pages it lies under', async () => {
    const under = async (path: string) =>
      [...(await get(path)).body.matchAll(/breadcrumbs__link" href="([^"]+)"/g)].map(([, href]) => href);
    expect(await under(`/exhibits/${story.PHONE}`)).toEqual(['/cases', `/cases/${story.CASE}`]);
    expect(await under(`/exhibits/${story.PHONE}/hand-over`)).toEqual([`/exhibits/${story.PHONE}`]);
  });

  it('shows what was typed as text, never as markup', async () => {
    const { body } = await get(`/board?q=${encodeURIComponent('"><script>alert(1)</script>')}`);
    expect(body).toContain('&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;');
  });

  it.each([
    '?at=-1',
    '?at=1e9',
    '?at=x',
    '?at=1&at=2',
    '?status=nonsense&case=x&holder=%00',
    '?shown=99999999999999999999',
  ])('makes what it can of %s', async (query) => expect((await get(`/board${query}`)).statusCode).toBe(200));

  it('says that it is behind, when it does not show what was recorded yet', async () => {
    expect((await get(`/board?at=${app.readModels.position}`)).body).not.toContain('a few seconds behind');
    expect((await get(`/board?at=${app.readModels.position + 1}`)).body).toContain('a few seconds behind');
  });

  it('says that something was recorded only beside that very entry', async () => {
    const cookie = `${BELL}; recorded=SeizeDevice.7`;
    expect((await get('/board?at=7', { cookie })).body).toContain('Seizure recorded');
    for (const url of ['/board', '/board?at=8'])
      expect((await get(url, { cookie })).body).not.toContain('Seizure recorded');
    expect((await get('/board?at=7')).body).not.toContain('Seizure recorded');
  });

  it('is not kept by the browser; its styles and scripts are', async () => {
    const page = await get('/');
    expect(page.headers['cache-control']).toBe('no-store');
    const [, css = ''] = /href="(\/assets\/[^"]+continuity\.css)"/.exec(page.body) ?? [];
    const asset = await get(css, { 'accept-encoding': 'gzip, br' });
    expect(asset.headers).toMatchObject({
      'content-type': 'text/css; charset=utf-8',
      'content-encoding': 'gzip',
      'cache-control': 'public, max-age=31536000, immutable',
    });
    expect((await get('/assets/older/continuity.css')).headers['cache-control']).toBe('no-cache');
    expect((await get('/assets/older/..%2f..%2fpackage.json')).statusCode).toBe(404);
  });
});

describe('when something fails', () => {
  const failing = async (error: Error) => {
    const { stages } = app.readModels;
    app.readModels.stages = () => Promise.reject(error);
    try {
      return await get('/board');
    } finally {
      app.readModels.stages = stages;
    }
  };

  it.each([
    ['the ledger is out of reach', new LedgerUnavailable('reading', { cause: 'test' })],
    ['the database refuses connections', Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })],
  ])('because %s, the page says to try again', async (_why, error) => {
    const { statusCode, body, headers } = await failing(error);
    expect([statusCode, headers['retry-after']]).toEqual([503, '1']);
    expect(body).toContain('What was recorded is safe.');
  });

  it('through our own fault, the page shows nothing of its insides', async () => {
    const { statusCode, body } = await failing(new Error('column "secret" of user 7'));
    expect(statusCode).toBe(500);
    expect(body).toContain('Something went wrong here');
    expect(body).not.toMatch(/secret|stack|node_modules|\.ts:/);
  });
});

describe('the board', () => {
  it('goes through a long list page by page', async () => {
    const kept = app.readModels.exhibitsHeld.length;
    const [like] = app.readModels.exhibitsHeld;
    if (!like) throw new Error('The story has no exhibit');
    for (let n = 0; n < 60; n += 1)
      app.readModels.exhibitsHeld.push({ ...like, examination: 'none', exhibitRef: `ZZ/${n + 1}` });
    const first = (await get('/board?status=none')).body;
    expect(first).toContain('ZZ/40');
    expect(first).not.toContain('ZZ/60<');
    const [, next = ''] = /href="([^"]+)" rel="next"/.exec(first) ?? [];
    expect((await get(next.replaceAll('&amp;', '&'))).body).toContain('ZZ/60<');
    app.readModels.exhibitsHeld.length = kept;
  });
});

describe('the timeline of an exhibit', () => {
  const entries = (body: string) => body.match(/class="moj-timeline__item/g)?.length;

  it('shows fifty entries, and more when asked, while the drawing shows all', async () => {
    const { body } = await get(`/exhibits/${story.BUSY}`);
    expect(entries(body)).toBe(50);
    expect(body.match(/class="app-lanes__bar /g)).toHaveLength(120);
    expect(body).toContain(`href="/exhibits/${story.BUSY}?shown=100#entry-`);
    expect(entries((await get(`/exhibits/${story.BUSY}?shown=100`)).body)).toBe(100);
    expect((await get(`/exhibits/${story.BUSY}?shown=150`)).body).not.toContain('Show more');
  });
});

describe('outcomes', () => {
  const figures = (body: string) => [...body.matchAll(/<dd>([^<]*)<\/dd>/g)].map(([, text]) => text);

  it('of last year and of this year stand beside each other', async () =>
    expect(figures((await get('/outcomes')).body)).toEqual(['316', '106 years', '53', '12 years']));

  it('of one unit are its own, and every unit can still be chosen', async () => {
    const { body } = await get('/outcomes?unit=Public+Protection+Unit');
    expect(figures(body)).toEqual(['104', '36 years', '22', '5 years']);
    expect(body).toContain('<option value="Dacorum Investigation Team">');
  });
});

describe('a custody record', () => {
  it('is asked for, watched, and fetched as a PDF named after the exhibit', async () => {
    const asked = await send(`/exhibits/${story.PHONE}/custody-record`, {});
    const page = asked.headers.location ?? '';
    expect(asked.statusCode).toBe(303);
    const waiting = (await get(page)).body;
    expect(waiting).toContain('<progress class="app-progress" max="100" value="40"');
    expect(waiting).toContain('<noscript><meta http-equiv="refresh" content="3"></noscript>');

    app.records.finish(new URL(page, app.url).searchParams.get('record') ?? '');
    const [, file = ''] = /href="([^"]+)"[^>]* download/.exec((await get(page)).body) ?? [];
    const { headers, body } = await get(file);
    expect(headers).toMatchObject({
      'content-type': 'application/pdf',
      'content-disposition': 'attachment; filename="custody-record-TW-1.pdf"',
    });
    expect(body).toMatch(/^%PDF/);
    expect((await get(file.replace(`exhibits/${story.PHONE}`, `exhibits/${story.STICK}`))).statusCode).toBe(404);
  });
});

describe('the audit', () => {
  const of = (exhibitId: string, caseId: string = story.CASE) =>
    get(`/audit?caseId=${caseId}&exhibitId=${encodeURIComponent(exhibitId)}`);

  it('takes an exhibit by its reference in the chosen case', async () => {
    const byId = [...(await of(story.PHONE)).body.matchAll(/id="row-([^"]+)"/g)].map(([, id]) => id);
    const byReference = await of('tw/1');
    expect([...byReference.body.matchAll(/id="row-([^"]+)"/g)].map(([, id]) => id)).toEqual(byId);
    expect(byId.length).toBeGreaterThan(1);
    expect(byReference.body).toContain('value="tw/1"');
  });

  it.each([
    ['TW/999', story.CASE],
    ['TW/1', ''],
  ])('says so when it cannot tell what is meant by %s in "%s"', async (reference, caseId) =>
    expect((await of(reference, caseId)).body).toContain('enter a reference that is in it'),
  );
});

it('the audit comes as a PDF, each row with the id of its event', async () => {
  const answer = await fetch(new URL(`/audit.pdf?caseId=${story.CASE}&exhibitId=TW/1`, app.url), {
    headers: { cookie: HART },
  });
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/pdf']);
  const { pages } = readPdf(new Uint8Array(await answer.arrayBuffer()));
  const text = pages.join('').replaceAll(/\s/g, '');
  const { items } = await app.readModels.audit({ exhibitId: story.PHONE }, { limit: 200 });
  expect(items.filter(({ id }) => !text.includes(id))).toEqual([]);
  expect((await get('/audit.pdf?from=yesterday')).statusCode).toBe(400);
});

it('what was asked of the audit is said in its PDF by name, and that it is a demonstration', async () => {
  const asked = `caseId=${story.CASE}&actor=bell&type=CustodyReceived&known=2026-07-01T09:00`;
  const answer = await fetch(new URL(`/audit.pdf?${asked}`, app.url), { headers: { cookie: HART } });
  const { pages } = readPdf(new Uint8Array(await answer.arrayBuffer()));
  const text = pages.join(' ').replaceAll(/\s+/g, ' ');
  expect(text).toContain('DEMONSTRATION DATA');
  expect(text).toContain(`case Larkspur (${story.CASE})`);
  expect(text).toContain('recorded by Karen Bell (bell)');
  expect(text).toContain('kind of event Received (CustodyReceived)');
  expect(text).toContain('as known at 1 July 2026 at 9:00am');
});

it('a new key for the log is asked for on the page of the integrity, by whoever may, and one is back there', async () => {
  const cookie = 'actor=varga';
  expect((await get('/integrity', { cookie })).body).toContain('href="/record/request-key-rotation"');
  expect((await get('/integrity')).body).not.toContain('href="/record/request-key-rotation"');
  const asked = { reason: 'A disk was replaced', when: 'now' };
  const { statusCode, headers } = await send('/record/request-key-rotation', asked, { cookie, ...FROM_US });
  expect([statusCode, headers.location]).toEqual([303, expect.stringMatching(/^\/integrity/)]);
});

it('with a provider of the force’s own nothing says that it is a demonstration', async () => {
  const { config } = app.app.get<{ readonly config: { by: string } }>(SIGN_IN);
  const textOf = async (path: string) => {
    const answer = await fetch(new URL(path, app.url), { headers: { cookie: NAIR } });
    const isPdf = answer.headers.get('content-type') === 'application/pdf';
    return isPdf ? readPdf(new Uint8Array(await answer.arrayBuffer())).pages.join(' ') : answer.text();
  };
  const said = () => Promise.all(['/audit', '/audit.pdf', '/access.pdf'].map(textOf));
  expect((await said()).map((text) => /demonstration/i.test(text))).toEqual([true, true, true]);
  config.by = 'provider';
  try {
    expect((await said()).map((text) => /demonstration/i.test(text))).toEqual([false, false, false]);
  } finally {
    config.by = 'demonstration';
  }
});

describe('the timeline of a person', () => {
  it('is shown as known at a past moment, when nothing may be done', async () => {
    const [suspect] = story.SUSPECTS;
    const then = (await get(`/suspects/${suspect?.suspectId}?known=2001-01-01T09:00`)).body;
    expect(then).toContain('Nothing was recorded of this person by then.');
    expect(then).toContain('as known at 1 January 2001 at 9:00am');
    expect(then).not.toContain('Further entries');
    const never = (await get(`/suspects/${suspect?.suspectId}?known=2026-02-31T09:00`)).body;
    expect(never).toContain('<title>Error: ');
    expect(never).toContain('<a href="#known">Enter a date and a time that exist');
  });
});

describe('the timeline of a case', () => {
  it('says at its top for which exhibits continuity is broken, now and then', async () => {
    const path = `/cases/${story.CASE}/timeline`;
    const proved = await app.readModels.continuityOfCase(story.CASE);
    const broken = [...proved.values()].filter(({ from, unbroken }) => from !== null && !unbroken).length;
    const seized = [...proved.values()].filter(({ from }) => from !== null).length;
    expect((await get(path)).body).toContain(
      broken > 0 ? `Continuity is broken for ${broken} of ${seized} exhibits` : `all ${seized} exhibits seized`,
    );
    expect((await get(`${path}?known=2001-01-01T09:00`)).body).not.toContain('id="continuity"');
  });

  it('can be narrowed to a kind of entry', async () => {
    const labels = async (kind: string) =>
      [
        ...(await get(`/cases/${story.CASE}/timeline?kind=${kind}`)).body.matchAll(
          /moj-timeline__title">\s*([^<]+?)\s*</g,
        ),
      ].map(([, label]) => label);
    expect(new Set(await labels('case'))).toEqual(new Set(['Case opened', 'Warrant executed']));
    expect(await labels('nonsense')).toEqual(await labels(''));
  });

  it('is shown as known at a past moment', async () => {
    const path = `/cases/${story.CASE}/timeline`;
    expect((await get(path)).body).toMatch(/id="entry-/);
    const then = (await get(`${path}?known=2001-01-01T09:00`)).body;
    expect(then).not.toMatch(/id="entry-/);
    expect(then).toContain('value="2001-01-01T09:00"');
  });
});
