import { type Cursor, type Page } from '#read-models';

const READ_AT_ONCE = 200;

/** An answer that is read page by page. */
export type ReadPage<T> = (cursor: Cursor) => Promise<Page<T>>;

/** All pages of an answer, each read when it is asked for. */
export async function* pagesOf<T>(read: ReadPage<T>): AsyncGenerator<Page<T>, undefined> {
  for (let after: string | null | undefined; after !== null;) {
    const page: Page<T> = await read({ limit: READ_AT_ONCE, ...(after === undefined ? {} : { after }) });
    yield page;
    after = page.next;
  }
}
