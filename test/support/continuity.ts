import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../../apps/continuity/src/config.js';
import { tokensOf } from '../../apps/continuity/src/access/ask-token.js';
import { startContinuity } from '../../apps/continuity/src/start.js';
import { freshDatabase } from './postgres.js';

/** What the API answered; `body` is parsed JSON. */
export interface Answered<B = Record<string, unknown>> {
  readonly status: number;
  readonly type: string | null;
  readonly body: B;
}

export interface Told {
  readonly as?: string;
  readonly key?: string;
  /** Sent as it is instead of a JSON body. */
  readonly raw?: string;
}

/** Whoever reads in a test that says nobody else. */
const READER = 'quayle';

/** The whole product on a database and a data folder of its own, driven as a script would. */
export class ContinuityUnderTest {
  /** A bearer token of a person, asked for once. */
  readonly token: ReturnType<typeof tokensOf>;

  private constructor(
    readonly url: string,
    readonly databaseUrl: string,
    readonly dataDir: string,
    readonly stop: () => Promise<void>,
  ) {
    this.token = tokensOf(url);
  }

  /** @param env added to the settings, such as EVENTSTORE_URL. */
  static async start(env: NodeJS.ProcessEnv = {}): Promise<ContinuityUnderTest> {
    const database = await freshDatabase();
    const dataDir = await mkdtemp(join(tmpdir(), 'continuity-test-'));
    const running = await startContinuity(
      readConfig({
        PORT: '0',
        DATA_DIR: dataDir,
        DATABASE_URL: database.url,
        LOG_LEVEL: 'silent',
        LOOK_REASONS: 'off',
        REQUESTS_A_MINUTE: '0',
        ...env,
      }),
      (fault) => {
        throw fault;
      },
    );
    return new ContinuityUnderTest(running.url ?? '', database.url, dataDir, async () => {
      await running.stop();
      await database.drop();
      await rm(dataDir, { recursive: true, force: true });
    });
  }

  /** Sends a command; `occurredAt` is now unless the facts say. */
  async command(
    name: string,
    facts: Record<string, unknown>,
    { as = 'whitlock', key = randomUUID(), raw }: Told = {},
  ): Promise<Answered> {
    return this.send(
      `/api/commands/${name}`,
      {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'idempotency-key': key },
        body: raw ?? JSON.stringify({ occurredAt: new Date().toISOString(), ...facts }),
      },
      as,
    );
  }

  /** A command that must succeed. */
  async done(
    name: string,
    facts: Record<string, unknown>,
    as = 'whitlock',
  ): Promise<{
    position: number;
    events: { id: string; type: string }[];
    hash: string;
    stream: string;
    revision: number;
  }> {
    const { status, body } = await this.command(name, facts, { as });
    if (status !== 201) throw new Error(`${name}: ${status} ${JSON.stringify(body)}`);
    return body as never;
  }

  async read<B = Record<string, never>>(path: string): Promise<B> {
    const { status, body } = await this.send(path);
    if (status !== 200) throw new Error(`GET ${path}: ${status} ${JSON.stringify(body)}`);
    return body as B;
  }

  /** Whatever answers at a path, pages too, asked by somebody signed in. */
  async fetch(path: string, init?: RequestInit, as = READER): Promise<Response> {
    const authorization = `Bearer ${await this.token(as)}`;
    return fetch(`${this.url}${path}`, { ...init, headers: { authorization, ...init?.headers } });
  }

  async send(path: string, init?: RequestInit, as?: string): Promise<Answered> {
    const response = await this.fetch(path, init, as);
    const text = await response.text();
    const type = response.headers.get('content-type');
    return {
      status: response.status,
      type,
      body: (type?.includes('json') ? JSON.parse(text) : { text }) as Record<string, unknown>,
    };
  }

  /** An open case, and its id. */
  async openCase(): Promise<string> {
    const caseId = randomUUID();
    await this.done(
      'OpenCase',
      {
        caseId,
        operationName: 'Test',
        force: 'Hertfordshire Constabulary',
        unit: 'Child Online Safeguarding Team',
        offenceTypes: ['Indecent images of children'],
      },
      'okafor',
    );
    return caseId;
  }
}

/** The facts of a seizure; seal number unlike any other's unless told. */
export const seizure = (caseId: string, exhibitRef: string, more: Record<string, unknown> = {}) => ({
  caseId,
  exhibitId: randomUUID(),
  exhibitRef,
  kind: 'mobile phone',
  description: 'Black smartphone',
  power: 'warrant',
  from: 'Joel Marsden',
  sealNumber: `T-${randomUUID().slice(0, 13).toUpperCase()}`,
  powerState: 'off',
  ...more,
});
