import { definitionOf, upcast, type AnyEventDefinition } from '#custody';
import { checkStream } from '#integrity';
import { bench, everyRow, until, quiet, type Bench } from '../../test/database.js';
import { examinedPhone, Story } from '../../test/story.js';
import { startProjectors } from './projector.js';
import { rebuild } from './rebuild.js';

/** As if a later version of this code had split the place of a detection off from its description. */
function laterSchemaOf(type: string, lift: (facts: Readonly<Record<string, unknown>>) => Record<string, unknown>) {
  const definition = definitionOf(type);
  if (!definition) throw new Error(type);
  const before = { ...definition };
  Object.assign(definition, {
    schema: before.schema + 1,
    upcasts: [...before.upcasts, lift],
  } satisfies Partial<AnyEventDefinition>);
  return () => void Object.assign(definition, before);
}

describe('an event of an older schema', () => {
  let at: Bench;
  beforeEach(async () => {
    at = await bench();
  });
  afterEach(() => at.close());

  it('is lifted on read, live, by COPY and through the port alike, and its stored bytes stay as they are', async () => {
    const story = new Story();
    examinedPhone(story);
    await story.appendTo(at.ledger);
    const stored = () => at.pool.query('SELECT data::text, metadata::text FROM ledger.events ORDER BY position');
    const before = (await stored()).rows;

    const undo = laterSchemaOf('DeviceDetected', (facts) => ({ ...facts, kind: `${String(facts.kind)}, lifted` }));
    try {
      const projectors = await startProjectors({ ledger: at.ledger, url: at.url, log: quiet });
      await until(async () => (await projectors.lag()).position === story.events.length, 'caught up');
      await projectors.stop();
      const live = await everyRow(at);
      expect(live.entries?.filter((row) => row.includes('mobile phone, lifted'))).toHaveLength(1);
      await rebuild({ ledger: at.ledger, url: at.url });
      expect(await everyRow(at)).toEqual(live);
      await rebuild({ ledger: at.ledger, url: at.url, ledgerUrl: at.url });
      expect(await everyRow(at)).toEqual(live);
    } finally {
      undo();
    }
    expect((await stored()).rows).toEqual(before);
    const [{ stream } = { stream: '' }] = story.events;
    expect(checkStream(stream, await at.ledger.readStream(stream), () => undefined)).toEqual([]);
  });

  it('that this version does not have yet stops read models before it, and they say so', async () => {
    const story = new Story();
    const { events } = story;
    story.theCase().tell('CaseOpened', { operationName: 'Otter', force: 'Herts', unit: 'COST', offenceTypes: ['a'] });
    examinedPhone(story);
    events[1] = { ...events[1], schema: 2 };
    await story.appendTo(at.ledger);
    const projectors = await startProjectors({ ledger: at.ledger, url: at.url, log: quiet });
    await until(async () => (await projectors.lag()).trouble !== null, 'it is in trouble');
    expect(await projectors.lag()).toMatchObject({
      position: 1,
      trouble: expect.stringContaining('DeviceDetected of schema 2') as string,
    });
    await projectors.stop();
    await expect(rebuild({ ledger: at.ledger, url: at.url, ledgerUrl: at.url })).rejects.toThrow('schema 2');
  });
});

describe('facts', () => {
  const definition = {
    schema: 3,
    upcasts: [
      (facts: Readonly<Record<string, unknown>>) => ({ ...facts, one: true }),
      (facts: Readonly<Record<string, unknown>>) => ({ ...facts, two: facts.one === true }),
    ],
  };
  const of = (schema: number) => ({ type: 'Invented', schema, facts: { place: 'loft' } });

  it('are lifted step by step from the schema that they were written in', () => {
    expect(upcast(of(1), definition)).toEqual({ place: 'loft', one: true, two: true });
    expect(upcast(of(2), definition)).toEqual({ place: 'loft', two: false });
  });

  it("of today's schema are the very same object", () => {
    const today = of(3);
    expect(upcast(today, definition)).toBe(today.facts);
  });
});
