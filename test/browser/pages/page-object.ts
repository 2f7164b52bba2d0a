import { type Page } from 'playwright-core';

/** A page of the product as a test sees it: it is there once its heading is. */
export abstract class PageObject {
  protected constructor(
    readonly page: Page,
    private readonly heading: string,
  ) {}

  /** @throws when another page is shown */
  async verifyOnPage(): Promise<this> {
    const shown = (await this.page.locator('h1').innerText({ timeout: 5_000 })).replaceAll(/\s+/g, ' ');
    if (!shown.startsWith(this.heading)) throw new Error(`Expected "${this.heading}", but "${shown}" is shown`);
    return this;
  }

  /** The first thing that the page says was recorded. */
  recorded = (): Promise<string> => this.page.locator('.govuk-notification-banner__content').innerText();

  text = (): Promise<string> => this.page.locator('main').innerText();

  /** How the page says that it is kept up to date. */
  liveState = (): Promise<string> => this.page.locator('#live-state').innerText();
}
