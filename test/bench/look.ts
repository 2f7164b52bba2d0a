import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { AccessLog } from '#access';
import { readConfig } from '../../apps/continuity/src/config.js';
import { askToken } from '../../apps/continuity/src/access/ask-token.js';
import { startContinuity } from '../../apps/continuity/src/start.js';
import { undoAtEnd } from './leftovers.js';
import { percentile, progress } from './measure.js';
import { type Server } from './server.js';

/** Of the page of an exhibit, in ms. */
export interface LookFigures {
  readonly recordedP50Ms: number;
  readonly unrecordedP50Ms: number;
}

const STORED = 20;

/**
 * The page of an exhibit, asked for one after the other: in turns with its look recorded durably before the answer, and with the
 * record left out. One process with every role, so that sealing and projecting the looks costs what it costs.
 */
export async function measureLooks(server: Server, { rounds }: { readonly rounds: number }): Promise<LookFigures> {
  const folder = join(server.folder, 'looks');
  await mkdir(folder, { recursive: true });
  const env = { PORT: '0', LOG_LEVEL: 'silent', LOOK_REASONS: 'off', REQUESTS_A_MINUTE: '0', DATA_DIR: folder };
  const product = await startContinuity(
    readConfig({ ...env, DATABASE_URL: await server.database('looks') }),
    (fault) => {
      throw fault;
    },
  );
  undoAtEnd(() => product.stop());
  const url = product.url ?? '';
  const as = { authorization: `Bearer ${await askToken(url, 'whitlock')}` };
  const page = await storedExhibit(url, as);
  progress(`asking for ${2 * rounds} pages, every other one on record`);
  const record = Object.getOwnPropertyDescriptor(AccessLog.prototype, 'record')?.value as AccessLog['record'];
  const left = { recorded: [] as number[], unrecorded: [] as number[] };
  for (let round = 0; round < 2 * rounds; round += 1) {
    const is = round % 2 === 0 ? 'recorded' : 'unrecorded';
    AccessLog.prototype.record = is === 'recorded' ? record : () => Promise.resolve();
    const began = performance.now();
    const answer = await fetch(`${url}${page}`, { headers: as });
    await answer.text();
    if (answer.status !== 200) throw new Error(`The page of an exhibit was answered with ${answer.status}`);
    if (round >= rounds / 5) left[is].push(performance.now() - began);
  }
  AccessLog.prototype.record = record;
  return { recordedP50Ms: percentile(left.recorded, 0.5), unrecordedP50Ms: percentile(left.unrecorded, 0.5) };
}

/** An exhibit that was moved often. @returns the path of its page */
async function storedExhibit(url: string, as: Readonly<Record<string, string>>): Promise<string> {
  const [caseId, exhibitId] = [randomUUID(), randomUUID()];
  let position = 0;
  const done = async (name: string, facts: object) => {
    const answer = await fetch(`${url}/api/commands/${name}`, {
      method: 'POST',
      headers: { ...as, 'content-type': 'application/json', 'idempotency-key': randomUUID() },
      body: JSON.stringify({ caseId, occurredAt: new Date().toISOString(), ...facts }),
    });
    if (answer.status !== 201) throw new Error(`${name} was answered with ${answer.status}: ${await answer.text()}`);
    ({ position } = (await answer.json()) as { position: number });
  };
  const unit = { force: 'Hertfordshire Constabulary', unit: 'Child Online Safeguarding Team' };
  await done('OpenCase', { operationName: 'Bench', ...unit, offenceTypes: ['Fraud'] });
  const phone = { kind: 'mobile phone', description: 'Black smartphone', power: 'warrant', powerState: 'off' };
  await done('SeizeDevice', { exhibitId, exhibitRef: 'TW/1', ...phone, from: 'Nobody', sealNumber: 'S100' });
  for (let shelf = 1; shelf <= STORED; shelf += 1)
    await done('StoreExhibit', { exhibitId, location: `Shelf ${shelf}` });
  await fetch(`${url}/api/exhibits/${exhibitId}?at=${position}`, { headers: as });
  return `/exhibits/${exhibitId}`;
}
