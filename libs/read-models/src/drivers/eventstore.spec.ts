import { jest } from '@jest/globals';
import { eventStoreLedger } from '#ledger';
import { EventStoreDouble } from '../../../../test/support/eventstore-double/eventstore-double.js';
import { bench, everyRow, quiet, until, type Bench } from '../../test/database.js';
import { examinedPhone, Story } from '../../test/story.js';
import { startProjectors } from './projector.js';
import { rebuild } from './rebuild.js';

jest.setTimeout(60_000);

describe('read models of a ledger in EventStoreDB, whose positions have gaps', () => {
  let store: EventStoreDouble;
  let at: Bench;

  beforeEach(async () => {
    store = await EventStoreDouble.start();
    at = await bench(eventStoreLedger({ url: store.url }));
  });
  afterEach(async () => {
    await at.close();
    store.stop();
  });

  it('are those that a rebuild makes, after lost subscriptions, a stopped server, other projectors and a rebuild meanwhile', async () => {
    const story = new Story();
    story.theCase().tell('CaseOpened', { operationName: 'Otter', force: 'Herts', unit: 'COST', offenceTypes: ['a'] });
    for (let n = 1; n <= 25; n += 1) examinedPhone(story, `TW/${n}`, `S${n}`);
    const start = () => startProjectors({ ledger: at.ledger, url: at.url, log: quiet, pageSize: 7 });
    let projectors = await start();
    const moved = async () => {
      const { position: before } = await projectors.lag();
      await until(async () => (await projectors.lag()).position > before, 'they moved on');
    };
    const appending = story.appendTo(at.ledger);
    await moved();
    store.dropSubscriptions();
    await moved();
    store.stop();
    await store.restart();
    await moved();
    await projectors.stop();
    projectors = await start();
    await rebuild({ ledger: at.ledger, url: at.url });
    await appending;
    await until(async () => {
      const { position, head } = await projectors.lag();
      return position === head;
    }, 'they have caught up');
    await projectors.stop();

    const live = await everyRow(at);
    expect(live.entries).toHaveLength(story.events.length);
    const { events, position } = await rebuild({ ledger: at.ledger, url: at.url });
    expect(events).toBe(story.events.length);
    expect(position).toBeGreaterThan(100 * events);
    expect(await everyRow(at)).toEqual(live);
  });
});
