import { jest } from '@jest/globals';
import { rebuild } from '../src/drivers/rebuild.js';
import { postgresReadModels, type LiveReadModels } from '../src/postgres-read-models.js';
import { type Cursor, type Page, type Seen } from '../src/views.js';
import { bench, type Bench } from './database.js';
import { InventedKeys, Story } from './story.js';

const names = new Map([['mensah', 'Abena Mensah']]);

export interface Reading {
  readonly at: Bench;
  /** As what nobody looks at is told. */
  readonly read: LiveReadModels & Seen;
  readonly keys: InventedKeys;
  /** Appends what a story tells, and has the read models tell it too. */
  readonly told: (tell: (story: Story) => void) => Promise<Story>;
}

/** Read models for the tests of a file, in a database of their own, asked half an hour into 1 July 2026 in London. */
export async function startReading(): Promise<Reading> {
  jest.setTimeout(60_000);
  const at = await bench();
  const keys = new InventedKeys();
  const clock = () => '2026-06-30T23:30:00.000Z';
  const live = postgresReadModels({ url: at.url, keys, nameOf: (id) => names.get(id), clock });
  const read = { ...live, ...live.seenBy('everything') };
  afterAll(async () => {
    await read.close();
    await at.close();
  });
  return {
    ...{ at, read, keys },
    told: async (tell) => {
      const story = new Story(keys);
      tell(story);
      await story.appendTo(at.ledger);
      await rebuild({ ledger: at.ledger, url: at.url });
      return story;
    },
  };
}

/** All items of a list, page by page. */
export async function pages<T>(
  ask: (cursor: Cursor) => Promise<Page<T>>,
  limit: number,
): Promise<readonly (readonly T[])[]> {
  const found: (readonly T[])[] = [];
  let after: string | null | undefined;
  do {
    const page: Page<T> = await ask({ limit, ...(typeof after === 'string' ? { after } : {}) });
    found.push(page.items);
    after = page.next;
  } while (after !== null);
  return found;
}
