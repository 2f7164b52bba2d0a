import { type Page } from 'playwright-core';
import { PageObject } from './page-object.js';

/** A page of which a test needs no more than that it is shown. */
export class TitledPage extends PageObject {
  constructor(page: Page, title: string) {
    super(page, title);
  }
}
