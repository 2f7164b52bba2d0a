import { type Page } from 'playwright-core';

/** More stops than any page has: what is not reached by then cannot be reached. */
const STOPS_AT_MOST = 150;

/** Whether the focus is on what is wanted, and within the window. */
const FOCUSED = `(() => {
  const box = document.activeElement.getBoundingClientRect();
  const isSeen = box.bottom > 0 && box.right > 0 && box.top < innerHeight && box.left < innerWidth;
  return { matches: document.activeElement.matches(WANTED), isSeen };
})()`;

interface Focused {
  readonly matches: boolean;
  readonly isSeen: boolean;
}

/** Somebody who has no mouse: everything is reached by Tab, typed, and pressed. */
export class Keyboard {
  constructor(private readonly page: Page) {}

  /** @throws when it cannot be reached, or is focused where nobody sees it (WCAG 2.2, 2.4.3 and 2.4.11). */
  async tabTo(selector: string): Promise<void> {
    for (let stop = 0; stop < STOPS_AT_MOST; stop += 1) {
      await this.page.keyboard.press('Tab');
      const { matches, isSeen } = await this.page.evaluate<Focused>(
        FOCUSED.replace('WANTED', JSON.stringify(selector)),
      );
      if (!matches) continue;
      if (!isSeen) throw new Error(`${selector} is focused where nobody sees it`);
      return;
    }
    throw new Error(`Tab does not come to ${selector} on ${this.page.url()}`);
  }

  /** Goes to a link or a button and presses it, and waits for the page that follows. */
  async press(selector: string): Promise<void> {
    await this.tabTo(selector);
    await this.enter();
  }

  /** What is typed replaces what stood there. */
  async type(selector: string, text: string): Promise<void> {
    await this.tabTo(selector);
    await this.page.keyboard.press('Control+a');
    await this.page.keyboard.type(text);
  }

  /** Chooses one of several radios: Tab comes to the first, arrows to the others. */
  async choose(name: string, value: string): Promise<void> {
    await this.tabTo(`[name="${name}"]`);
    await this.page.keyboard.press('Space');
    for (let arrows = 0; arrows < 20; arrows += 1) {
      if (await this.page.locator(`[name="${name}"][value="${value}"]`).isChecked()) return;
      await this.page.keyboard.press('ArrowDown');
    }
    throw new Error(`No arrow comes to ${value} of ${name}`);
  }

  async enter(): Promise<void> {
    await Promise.all([this.page.waitForEvent('framenavigated'), this.page.keyboard.press('Enter')]);
    await this.page.waitForLoadState();
  }
}
