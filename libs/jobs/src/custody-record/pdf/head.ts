import { type Flow } from './flow.js';
import { PAGE, TEXT_WIDTH, type Sheet, type Style } from './sheet.js';

const WARNING: Style = { size: 10, lineHeight: 13 };
const RUNNING: Style = { size: 7.5, lineHeight: 10.5 };

const DEMONSTRATION = 'DEMONSTRATION DATA. People, places and events are invented. Not evidence.';

/** At the top of the first page, in a frame, while the data are a demonstration's. */
export function demonstrationBanner(flow: Flow): void {
  const { sheet } = flow;
  const [x, y] = [PAGE.left, flow.y];
  sheet.frame(x, y, TEXT_WIDTH, WARNING.lineHeight + 10);
  const lines = sheet.lines(DEMONSTRATION, TEXT_WIDTH - 16, WARNING, true);
  sheet.write(sheet.within(sheet.root, 'P'), lines, x + 8, y + 5, WARNING);
  flow.y += WARNING.lineHeight + 20;
}

/** Where the head of every page but the first ends. */
export const headBottom = (demonstration: boolean): number =>
  PAGE.top + RUNNING.lineHeight * (demonstration ? 2 : 1) + 8;

/** The top of every page but the first. @returns where it ends. */
export function runningHead(sheet: Sheet, title: string, demonstration: boolean): number {
  const warning = demonstration ? sheet.lines(DEMONSTRATION, TEXT_WIDTH, RUNNING, true) : [];
  sheet.decorate(
    [...warning, ...sheet.lines(`${title}, continued`, TEXT_WIDTH, RUNNING)],
    PAGE.left,
    PAGE.top,
    RUNNING,
  );
  return headBottom(demonstration);
}
