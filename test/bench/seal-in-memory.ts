import { HeadsMap, NO_EVENT, streamTag, type RecordedEvent } from '#integrity';
import { metadataOf } from '#ledger';
import { linksIn } from '../../libs/ledger/src/postgres/links.js';
import { grownTo, headIn, takeIn, type Growing } from '../../libs/sealer/src/growing.js';
import { GrowingTree } from '../../libs/sealer/src/tree.js';
import { median } from './measure.js';

/** As the sealer asks for them, and as many of those as it takes into a batch. */
const EVENTS_A_TEXT = 64;
const TEXTS_A_BATCH = 128;
const SEALED_AT = Date.UTC(2027, 0, 1);

/**
 * Events a second that one thread seals by the product's own code when it waits for nothing: each is cut out of the text that the ledger
 * has of it, hashed again and compared, and its entry, leaf and tree are made; each batch has its heads. Nothing is stored or signed.
 */
export function sealedInMemory(events: readonly RecordedEvent[], repeats: number): number {
  const texts = Array.from({ length: Math.floor(events.length / EVENTS_A_TEXT) }, (_, nth) =>
    events
      .slice(nth * EVENTS_A_TEXT, (nth + 1) * EVENTS_A_TEXT)
      .map((event, place) => stored(event, nth * EVENTS_A_TEXT + place + 1))
      .join(''),
  );
  const rates = Array.from({ length: 1 + repeats }, () => {
    const began = performance.now();
    seal(texts);
    return (texts.length * EVENTS_A_TEXT) / ((performance.now() - began) / 1000);
  });
  return median(rates.slice(1)); // programs are compiled in the first
}

/** A row as the sealer reads it. */
const stored = (event: RecordedEvent, position: number): string => {
  const { stream, revision, id, type } = event;
  return `${[position, stream, revision, id, type, JSON.stringify(metadataOf(event))].join('\t')}\n`;
};

function seal(texts: readonly string[]): void {
  const [tree, heads] = [new GrowingTree(), new HeadsMap()];
  for (let from = 0; from < texts.length; from += TEXTS_A_BATCH) {
    const streams = new Map<string, Growing>();
    for (const text of texts.slice(from, from + TEXTS_A_BATCH)) {
      const links = linksIn(text);
      if (!links) throw new Error('An event of the bench is not stored as events are');
      for (const event of links) {
        let growing = streams.get(event.stream);
        if (!growing) streams.set(event.stream, (growing = streamOf(heads, event)));
        takeIn(tree, event, growing, SEALED_AT);
      }
    }
    for (const growing of streams.values()) heads.set(headIn(growing));
    const about = { covers: tree.size, streams: heads.size, sealedAt: SEALED_AT };
    tree.add({ is: 'heads', ...about, root: heads.root, checkpoint: Buffer.alloc(32) });
    tree.takeWritten();
  }
}

function streamOf(heads: HeadsMap, { stream, caseId }: Pick<RecordedEvent, 'stream' | 'caseId'>): Growing {
  const tag = streamTag(caseId, stream);
  const head = heads.get(tag);
  return head ? grownTo(head, stream, caseId) : { stream, caseId, tag, count: 0, leaf: undefined, hash: NO_EVENT };
}
