import { quiet, until } from '../../test/database.js';
import { startReading } from '../../test/reading.js';
import { examinedPhone, Story } from '../../test/story.js';
import { startProjectors } from '../drivers/projector.js';
import { rebuild } from '../drivers/rebuild.js';
import { postgresReadModels } from '../postgres-read-models.js';

const { at, read, keys } = await startReading();

describe('waiting for a position', () => {
  it('ends when the read models have it, and not before', async () => {
    const story = new Story(keys);
    examinedPhone(story);
    await story.appendTo(at.ledger);
    const head = await at.ledger.head();
    expect(await read.waitFor(head, 50)).toBe(false);
    const moved = new Set<string>();
    const end = read.onMove(({ about }) => about?.forEach((id) => moved.add(id)));
    const waiting = read.waitFor(head, 10_000);
    const projectors = await startProjectors({ ledger: at.ledger, url: at.url, log: quiet });
    try {
      expect(await waiting).toBe(true);
      expect(await read.waitFor(head, 0)).toBe(true);
      await until(() => Promise.resolve(moved.has(story.caseId)), 'it was told which case moved');
    } finally {
      end();
      await projectors.stop();
    }
  });

  it('goes on when nobody can tell that they moved', async () => {
    const deaf = postgresReadModels({ url: at.url, keys });
    await at.pool.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE application_name = 'continuity read models listen' AND datname = current_database()`,
    );
    const story = new Story(keys);
    examinedPhone(story);
    await story.appendTo(at.ledger);
    const waiting = deaf.waitFor(await at.ledger.head(), 10_000);
    await rebuild({ ledger: at.ledger, url: at.url });
    expect(await waiting).toBe(true);
    await deaf.close();
  });
});
