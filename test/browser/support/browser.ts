import { AxeBuilder } from '@axe-core/playwright';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--lang=en-GB',
];

/** Debian's Chromium, unless CHROMIUM names another. */
export const launchBrowser = (): Promise<Browser> =>
  chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: FLAGS });

export const DESKTOP = { width: 1280, height: 900 };
export const PHONE = { width: 390, height: 844 };

/** Somebody at a browser: a page, and whatever it complained of. */
export interface Visitor {
  readonly context: BrowserContext;
  readonly page: Page;
  /** Errors of scripts and of the content security policy. */
  readonly complaints: string[];
}

/** @param actor id of the person who acts, where a stand-in is at the door; undefined for nobody */
export async function visit(
  browser: Browser,
  url: string,
  actor?: string,
  options: Parameters<Browser['newContext']>[0] = {},
): Promise<Visitor> {
  const context = await browser.newContext({ viewport: DESKTOP, baseURL: url, ...options });
  if (actor !== undefined) await context.addCookies([{ name: 'actor', value: actor, url }]);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    // A page of 404, 409 or 422 is itself "a resource that failed to load".
    if (message.type() === 'error' && !/status of 4\d\d/.test(message.text())) complaints.push(message.text());
  });
  return { context, page, complaints };
}

/** The same of a whole product, signed in as somebody of the demonstration: as a browser does it, without opening the pages. */
export async function visitSignedIn(
  browser: Browser,
  url: string,
  person: string,
  options?: Parameters<typeof visit>[3],
): Promise<Visitor> {
  const visitor = await visit(browser, url, undefined, options);
  await signIn(visitor.context, url, person);
  return visitor;
}

export async function signIn({ request }: BrowserContext, url: string, person: string): Promise<void> {
  const asking = await request.get(`${url}/sign-in`);
  const signedIn = await request.post(asking.url(), { form: { person }, headers: { 'sec-fetch-site': 'same-origin' } });
  if (!signedIn.ok()) throw new Error(`${person} could not sign in: ${signedIn.status()}`);
}

const WCAG_2_2_AA = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** What axe finds against WCAG 2.2 AA and its own good practice, a line each. No page has frames, so none is opened to look into them. */
export async function barriers(page: Page): Promise<readonly string[]> {
  const { violations } = await new AxeBuilder({ page }).withTags(WCAG_2_2_AA).setLegacyMode().analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`));
}

/** How much of a page lies beyond the right edge of the window, in pixels; its own scrolling regions apart. */
export const overflow = (page: Page): Promise<number> =>
  page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth');
