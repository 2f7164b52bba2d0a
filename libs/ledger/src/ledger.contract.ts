import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  checkStream,
  eventHash,
  NO_EVENT,
  recordEvent,
  type Actor,
  type JsonObject,
  type RecordedEvent,
} from '#integrity';
import {
  LedgerUnavailable,
  linkOf,
  NO_STREAM,
  START,
  type Ledger,
  type LedgerEvent,
  type Link,
  type Verdict,
} from './ledger.js';

export interface OpenLedger {
  readonly ledger: Ledger;
  /** Another ledger on the same store, as another process has it. */
  another(): Promise<Ledger>;
  close(): Promise<void>;
}

/** Builds `count` events that follow `last` in a stream (or begin it), each with other facts. */
export function recorded(
  stream: string,
  count = 1,
  last?: Pick<RecordedEvent, 'revision' | 'hash'>,
  facts: (index: number) => JsonObject = (index) => ({ location: `Shelf ${index}`, sealIntact: true }),
): readonly RecordedEvent[] {
  const events: RecordedEvent[] = [];
  let revision = last?.revision ?? NO_STREAM;
  let prev = last?.hash ?? NO_EVENT;
  for (let index = 0; index < count; index += 1) {
    const id = randomUUID();
    revision += 1;
    const event = recordEvent(randomBytes, {
      ...{ id, stream, revision, prev, type: 'StoredAt', schema: 1, facts: facts(index), personal: new Map() },
      actor: { id: 'doyle', name: 'Martin Doyle', role: 'property officer', force: 'Hertfordshire', unit: 'Store' },
      ...{ occurredAt: '2026-01-14T05:40:00.000Z', recordedAt: '2026-01-14T05:40:01.123Z' },
      ...{ caseId: randomUUID(), commandId: id, fingerprint: NO_EVENT, correlationId: id, causationId: id },
    });
    events.push(event);
    prev = event.hash;
  }
  return events;
}

export const newStream = (): string => `exhibit-${randomUUID()}`;

/** Appends so many events behind those that a stream has. */
export async function appendMore(ledger: Ledger, stream: string, count: number): Promise<readonly RecordedEvent[]> {
  const last = (await ledger.readStream(stream)).at(-1);
  const events = recorded(stream, count, last);
  await ledger.append(stream, last?.revision ?? NO_STREAM, events);
  return events;
}

/** What every ledger does, whatever it stands on. */
export function ledgerContract(name: string, open: () => Promise<OpenLedger>): void {
  describe(`${name}, as every ledger`, () => {
    let opened: OpenLedger;
    let ledger: Ledger;
    beforeAll(async () => {
      opened = await open();
      ledger = opened.ledger;
    }, 30_000);
    afterAll(() => opened.close());

    const withoutPosition = ({ position: _position, ...event }: LedgerEvent): RecordedEvent => event;
    const outcomes = (verdicts: readonly Verdict[]) => verdicts.map(({ is }) => is).sort();

    describe('appending', () => {
      it('gives back what was appended, byte for byte', async () => {
        const stream = newStream();
        const facts = {
          zebra: 'first although last in the alphabet',
          text: 'Zoë’s 📱 "quoted" \\ back\u2028slash \u0001 \u007f \ud83d\udc15 e\u0301 é <script>',
          largest: Number.MAX_SAFE_INTEGER,
          least: Number.MIN_SAFE_INTEGER,
          beyond: '12345678901234567890.123456789',
          empty: { list: [], object: {}, text: '', nothing: null, no: false },
          nested: [{ b: [1, [2, ['\n\t\r\b\f/']]], a: 0 }],
          __proto__literal: { constructor: 'a name like any other' },
        };
        const events = recorded(stream, 2, undefined, () => facts);
        await ledger.append(stream, NO_STREAM, events);
        const stored = await ledger.readStream(stream);
        expect(stored.map(withoutPosition)).toStrictEqual(events);
        expect(JSON.stringify(stored.map(({ data }) => data))).toBe(JSON.stringify(events.map(({ data }) => data)));
      });

      it('gives back who stood in for whom, and an event without facts', async () => {
        const stream = newStream();
        const [event] = recorded(stream, 1, undefined, () => ({}));
        if (!event) throw new Error('none built');
        const stoodIn = { ...event, actor: { ...event.actor, onBehalfOf: 'mensah' } };
        await ledger.append(stream, NO_STREAM, [stoodIn]);
        expect((await ledger.readStream(stream)).map(withoutPosition)).toStrictEqual([stoodIn]);
      });

      it('says at which revision and position the last event stands', async () => {
        const stream = newStream();
        const verdict = await ledger.append(stream, NO_STREAM, recorded(stream, 3));
        const last = (await ledger.readStream(stream)).at(-1);
        expect(verdict).toStrictEqual({ is: 'appended', revision: 2, position: last?.position });
      });

      it('tells who expected another revision which one the stream is at, and appends nothing', async () => {
        const stream = newStream();
        const events = recorded(stream, 2);
        await ledger.append(stream, NO_STREAM, events);
        const late = recorded(stream, 3);
        expect(await ledger.append(stream, NO_STREAM, late)).toStrictEqual({ is: 'conflict', actual: 1 });
        const early = recorded(stream, 2, { revision: 4, hash: NO_EVENT });
        expect(await ledger.append(stream, 4, early)).toStrictEqual({ is: 'conflict', actual: 1 });
        expect(await ledger.readStream(stream)).toHaveLength(2);
      });

      it('tells who expected events in an empty stream that there are none', async () => {
        const stream = newStream();
        for (const count of [1, 2]) {
          const events = recorded(stream, count, { revision: 0, hash: NO_EVENT });
          expect(await ledger.append(stream, 0, events)).toStrictEqual({ is: 'conflict', actual: NO_STREAM });
        }
        expect(await ledger.readStream(stream)).toStrictEqual([]);
      });

      it('appends all events or none', async () => {
        const stream = newStream();
        await ledger.append(stream, NO_STREAM, recorded(stream));
        const [first, second] = await Promise.all([0, 1].map(() => ledger.append(stream, 0, recorded(stream, 40, { revision: 0, hash: NO_EVENT })))); // prettier-ignore
        expect([first?.is, second?.is].sort()).toStrictEqual(['appended', 'conflict']);
        expect(await ledger.readStream(stream)).toHaveLength(41);
      });

      it('lets one of eight writers win each revision', async () => {
        const stream = newStream();
        let conflicts = 0;
        const write = async () => {
          for (let written = 0; written < 10;) {
            const last = (await ledger.readStream(stream)).at(-1);
            const events = recorded(stream, 1, last);
            const verdict = await ledger.append(stream, last?.revision ?? NO_STREAM, events);
            if (verdict.is === 'appended') written += 1;
            else conflicts += 1;
          }
        };
        await Promise.all(Array.from({ length: 8 }, write));
        const stored = await ledger.readStream(stream);
        expect(stored.map(({ revision }) => revision)).toStrictEqual(Array.from({ length: 80 }, (_, index) => index));
        expect(checkStream(stream, stored, () => undefined)).toStrictEqual([]);
        expect(conflicts).toBeGreaterThan(0);
      });

      it.each([
        ['no events', []],
        ['more than 500', recorded('exhibit-many', 501)],
        ['events of another stream', recorded('exhibit-other')],
        ['events of another revision', recorded('exhibit-many', 1, { revision: 3, hash: NO_EVENT })],
        ['an id that is not a UUID', recorded('exhibit-many').map((event) => ({ ...event, id: 'AB/1' }))],
      ])('refuses %s', async (_, events) => {
        await expect(ledger.append('exhibit-many', NO_STREAM, events)).rejects.toThrow(RangeError);
        expect(await ledger.readStream('exhibit-many')).toStrictEqual([]);
      });
    });

    describe('appending the same events again', () => {
      it('answers where they stand, however much was appended since', async () => {
        const stream = newStream();
        const [first, ...others] = recorded(stream, 3);
        if (!first) throw new Error('none built');
        const verdicts = [await ledger.append(stream, NO_STREAM, [first]), await ledger.append(stream, 0, others)];
        expect(outcomes(verdicts)).toStrictEqual(['appended', 'appended']);
        const again = [await ledger.append(stream, NO_STREAM, [first]), await ledger.append(stream, 0, others)];
        expect(again).toStrictEqual(verdicts.map((verdict) => ({ ...verdict, is: 'already there' })));
        expect(await ledger.readStream(stream)).toHaveLength(3);
      });

      it('stores one of a hundred that were sent at once', async () => {
        const stream = newStream();
        const events = recorded(stream, 2);
        const other = await opened.another();
        const send = (_: unknown, index: number) => (index % 2 ? ledger : other).append(stream, NO_STREAM, events);
        const verdicts = await Promise.all(Array.from({ length: 100 }, send));
        expect(outcomes(verdicts).filter((is) => is === 'appended')).toHaveLength(1);
        expect(outcomes(verdicts).filter((is) => is === 'already there')).toHaveLength(99);
        expect(await ledger.readStream(stream)).toHaveLength(2);
        await other.close();
      });

      it('is a conflict when only some of them are the same', async () => {
        const stream = newStream();
        const [first, second] = recorded(stream, 2);
        if (!first || !second) throw new Error('none built');
        await ledger.append(stream, NO_STREAM, [first, second]);
        const [another] = recorded(stream, 1, first);
        if (!another) throw new Error('none built');
        const verdicts = [
          await ledger.append(stream, NO_STREAM, [first, another]),
          await ledger.append(stream, 0, [second, ...recorded(stream, 1, second)]),
        ];
        expect(verdicts).toStrictEqual([0, 1].map(() => ({ is: 'conflict', actual: 1 })));
      });
    });

    describe('reading', () => {
      it('reads a stream from a revision on', async () => {
        const stream = newStream();
        await ledger.append(stream, NO_STREAM, recorded(stream, 5));
        expect((await ledger.readStream(stream, 3)).map(({ revision }) => revision)).toStrictEqual([3, 4]);
        expect(await ledger.readStream(stream, 5)).toStrictEqual([]);
      });

      it('reads all by pages, in the order of position, up to the head', async () => {
        const before = await ledger.head();
        const streams = Array.from({ length: 7 }, newStream);
        for (const stream of streams) await ledger.append(stream, NO_STREAM, recorded(stream, 2));
        const seen: LedgerEvent[] = [];
        for (let page = await ledger.readAll(before, 4); page.length > 0;) {
          seen.push(...page);
          page = await ledger.readAll(page.at(-1)?.position ?? 0, 4);
        }
        expect(seen.map(({ stream }) => stream)).toStrictEqual(streams.flatMap((stream) => [stream, stream]));
        expect(seen.map(({ position }) => position)).toStrictEqual(seen.map((e) => e.position).sort((a, b) => a - b));
        expect(await ledger.head()).toBe(seen.at(-1)?.position);
      });

      it('finds every stream unbroken', async () => {
        const streams = new Map<string, LedgerEvent[]>();
        for (let page = await ledger.readAll(START, 500); page.length > 0;) {
          for (const event of page) streams.set(event.stream, [...(streams.get(event.stream) ?? []), event]);
          page = await ledger.readAll(page.at(-1)?.position ?? 0, 500);
        }
        expect(streams.size).toBeGreaterThan(0);
        for (const [stream, events] of streams) expect(await ledger.readStream(stream)).toStrictEqual(events);
      });
    });

    describe('subscribing', () => {
      const appendAs = async (writers: number, each: number, to: Ledger = ledger) => {
        const ids: string[] = [];
        const write = async () => {
          for (let written = 0; written < each; written += 1) {
            const stream = newStream();
            const events = recorded(stream, 1 + (written % 3));
            await to.append(stream, NO_STREAM, events);
            ids.push(...events.map(({ id }) => id));
          }
        };
        await Promise.all(Array.from({ length: writers }, write));
        return ids;
      };
      it.each(['the start', 'a position'])(
        'sees each event once, in order, from %s on, while 32 append',
        async (from) => {
          const after = from === 'the start' ? START : await ledger.head();
          const before = (await readAllAfter(ledger, after)).map(({ id }) => id);
          const seen: LedgerEvent[] = [];
          const keep = async (page: readonly LedgerEvent[]) => {
            await sleep(1);
            seen.push(...page);
          };
          const subscription = ledger.subscribe(after, keep, { pageSize: 50 });
          const other = await opened.another();
          const appended = (await Promise.all([appendAs(16, 20), appendAs(16, 20, other)])).flat();
          await until(() => seen.length >= before.length + appended.length);
          await subscription.stop();
          await other.close();
          expect(seen.map(({ id }) => id).sort()).toStrictEqual([...before, ...appended].sort());
          expect(seen).toStrictEqual(await readAllAfter(ledger, after));
        },
      );

      it('is handed over a page again whose keeping failed, and nothing after it before', async () => {
        const after = await ledger.head();
        const appended = await appendAs(1, 6);
        const pages: string[][] = [];
        const troubles: unknown[] = [];
        const fault = new Error('the read model is locked');
        const keep = (page: readonly LedgerEvent[]) => {
          pages.push(page.map(({ id }) => id));
          return pages.length % 2 === 1 ? Promise.reject(fault) : Promise.resolve();
        };
        const onTrouble = (trouble: unknown) => troubles.push(trouble);
        const subscription = ledger.subscribe(after, keep, { pageSize: 4, onTrouble });
        await until(() => pages.flat().length >= 2 * appended.length);
        await subscription.stop();
        const kept = pages.filter((_, index) => index % 2 === 1);
        const failed = pages.filter((_, index) => index % 2 === 0);
        expect(kept.flat()).toStrictEqual(appended);
        expect(failed).toStrictEqual(kept);
        expect(troubles).toStrictEqual(failed.map(() => fault));
      });

      it('gives of events, to whoever asks for no more, how they are chained and whether they are whole', async () => {
        const by = (actor: Partial<Actor>) => {
          const [event] = recorded(newStream());
          const said = { ...event, actor: { ...event.actor, ...actor } };
          return { ...said, hash: eventHash(said) };
        };
        const plain = [
          ...recorded(newStream(), 70),
          by({ name: 'Zoë "Z" \\ Łuk' }),
          by({ unit: 'Dział Łódź', onBehalfOf: 'bell' }),
        ];
        const odd = [by({ unit: 'Unit "B"' }), { ...by({}), type: 'SealBroken' }, by({ force: 'back\\slash' })];
        for (const events of [plain, odd]) {
          const after = await ledger.head();
          for (const event of events) await ledger.append(event.stream, event.revision - 1, [event]);
          const seen: Link[] = [];
          const subscription = ledger.subscribeToLinks(after, async (page) => {
            for (const links of page) for await (const some of links.read()) seen.push(...some);
          });
          await until(() => seen.length >= events.length);
          await subscription.stop();
          expect(seen).toStrictEqual((await readAllAfter(ledger, after)).map(linkOf));
          expect(seen.map(({ isWhole }) => isWhole)).toStrictEqual(events.map(({ type }) => type === 'StoredAt'));
        }
      });

      it('stops after the page in hand was kept', async () => {
        const after = await ledger.head();
        await appendAs(1, 3);
        let begun = 0;
        let kept = 0;
        const subscription = ledger.subscribe(
          after,
          async () => {
            begun += 1;
            await sleep(100);
            kept += 1;
          },
          { pageSize: 1 },
        );
        await until(() => begun === 1);
        await subscription.stop();
        expect(kept).toBe(1);
        await appendAs(1, 1);
        await sleep(50);
        expect(begun).toBe(1);
      });

      it('goes on from the last page kept when the ledger is opened again', async () => {
        const after = await ledger.head();
        const appended = await appendAs(1, 5);
        const seen: LedgerEvent[] = [];
        for (let round = 0; round < 2; round += 1) {
          const other = await opened.another();
          const enough = round === 0 ? 4 : appended.length;
          const keep = (page: readonly LedgerEvent[]) => Promise.resolve(void seen.push(...page));
          const subscription = other.subscribe(seen.at(-1)?.position ?? after, keep, { pageSize: 2 });
          await until(() => seen.length >= enough);
          await subscription.stop();
          await other.close();
          if (round === 0) appended.push(...(await appendAs(1, 2)));
        }
        expect(seen.map(({ id }) => id)).toStrictEqual(appended);
      });
    });

    describe('closing', () => {
      it('waits for the appends under way and takes no more', async () => {
        const other = await opened.another();
        const streams = Array.from({ length: 50 }, newStream);
        const appends = streams.map((stream) => other.append(stream, NO_STREAM, recorded(stream)));
        await other.close();
        expect(new Set(outcomes(await Promise.all(appends)))).toStrictEqual(new Set(['appended']));
        const stream = newStream();
        await expect(other.append(stream, NO_STREAM, recorded(stream))).rejects.toThrow(LedgerUnavailable);
      });
    });
  });
}

export async function readAllAfter(ledger: Ledger, after: number): Promise<readonly LedgerEvent[]> {
  const events: LedgerEvent[] = [];
  for (let page = await ledger.readAll(after, 1_000); page.length > 0;) {
    events.push(...page);
    page = await ledger.readAll(page.at(-1)?.position ?? 0, 1_000);
  }
  return events;
}

/** Waits for what ought to become true. @throws Error that names it, when it has not after 25 s. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + 25_000; !(await condition()); await sleep(5))
    if (Date.now() > deadline) throw new Error(`Waited for 25 s in vain: ${String(condition)}`);
}

/** A ledger of little patience says that its store is out of reach, whatever it is asked, and works when it is back. */
export async function expectToGiveUpAndComeBack(far: Ledger, network: { down(): void; mend(): void }): Promise<void> {
  network.down();
  const stream = newStream();
  const events = recorded(stream);
  const calls = [far.append(stream, NO_STREAM, events), far.readStream(stream), far.readAll(START, 1), far.head()];
  for (const outcome of await Promise.allSettled(calls))
    expect(outcome).toMatchObject({ status: 'rejected', reason: { name: 'LedgerUnavailable' } });
  network.mend();
  await until(async () => (await far.append(stream, NO_STREAM, events).catch(() => undefined)) !== undefined);
  expect(await far.readStream(stream)).toHaveLength(1);
}
