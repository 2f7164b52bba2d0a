import { type Ledger, type Position } from '#ledger';
import { toldBy, type Told } from '../kernel/told.js';

/** The ledger from a position to its end, in order, page by page. */
export type LedgerPages = AsyncGenerator<readonly Told[]>;

const PAGE_SIZE = 2_000;

/** Reads through the ledger's port; the next page is read while one is worked on. */
export async function* readLedger(ledger: Pick<Ledger, 'readAll'>, after: Position): LedgerPages {
  let next = ledger.readAll(after, PAGE_SIZE);
  for (;;) {
    const page = await next;
    const last = page.at(-1);
    if (!last) return;
    next = ledger.readAll(last.position, PAGE_SIZE);
    next.catch(() => undefined); // it is awaited above, or nobody wants it any more
    yield page.map(toldBy);
  }
}
