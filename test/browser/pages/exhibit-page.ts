import { type Page } from 'playwright-core';
import { PageObject } from './page-object.js';

export class ExhibitPage extends PageObject {
  constructor(page: Page, reference: string) {
    super(page, reference);
  }

  /** What may be done, by the words on the buttons. */
  actions = (): Promise<string[]> => this.page.locator('.app-actions .govuk-button').allInnerTexts();
  entries = (): Promise<string[]> => this.page.locator('.moj-timeline__title').allInnerTexts();
  lanes = (): Promise<string[]> => this.page.locator('.app-lanes__name').allTextContents();
  gaps = (): Promise<number> => this.page.locator('.app-lanes__bar--unreceived, .app-lanes__bar--nobody').count();
}
