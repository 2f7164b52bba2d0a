import { type Page } from 'playwright-core';
import { PageObject } from './page-object.js';

/** A form that records one command. */
export class EntryPage extends PageObject {
  constructor(page: Page, title: string) {
    super(page, title);
  }

  /** Fills in boxes by the command's field names; a date and time as [day, month, year, hour, minute]. */
  async fill(boxes: Readonly<Record<string, string>>, occurredAt?: readonly string[]): Promise<void> {
    for (const [name, value] of Object.entries(boxes)) await this.page.locator(`[name="${name}"]`).fill(value);
    const parts = ['day', 'month', 'year', 'hour', 'minute'];
    for (const [index, value] of (occurredAt ?? []).entries())
      await this.page.locator(`#occurredAt-${parts[index]}`).fill(value);
  }

  choose = (label: string): Promise<void> => this.page.getByLabel(label, { exact: true }).check();
  pick = (name: string, label: string): Promise<string[]> =>
    this.page.locator(`select[name="${name}"]`).selectOption({ label });
  send = (): Promise<void> => this.page.locator('main form button').click();
  /** On the page where the answers are checked: records them. */
  confirm = (): Promise<void> => this.page.locator('main form button[value="confirm"]').click();

  /** The error summary, a line each. */
  complaints = (): Promise<string[]> => this.page.locator('.govuk-error-summary__list li').allInnerTexts();
  /** What is said beside one box. */
  complaintOf = (name: string): Promise<string> => this.page.locator(`#${name}-error`).innerText();
}
