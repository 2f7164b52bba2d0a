import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { tokensOf } from '../../apps/continuity/src/access/ask-token.js';
import { startChild, type Child } from '../support/child.js';

const MAIN = join(import.meta.dirname, '../../dist/apps/continuity/src/main.js');
const FREE_PORTS = {
  PORT: '0',
  HEALTH_PORT: '0',
  LOG_LEVEL: 'info',
  LOOK_REASONS: 'off',
  REQUESTS_A_MINUTE: '0',
  REDIS_URL: undefined,
  EVENTSTORE_URL: undefined,
};

/** The built product in a process of its own, on free ports. */
export const startProcess = (env: Record<string, string | undefined>): Child =>
  startChild(MAIN, { env: { ...FREE_PORTS, ...env }, ownGroup: true });

/** Where its pages answer. */
export const pagesOf = async (product: Child): Promise<string> =>
  (await product.line(/^Continuity is running at (http:\S+)$/, 60_000))[1] ?? '';
/** Where its health answers. */
export const healthOf = async (product: Child): Promise<string> =>
  (await product.line(/^ {2}health and metrics: (http:\S+)$/, 60_000))[1] ?? '';

export interface Command {
  readonly name: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly key?: string;
  readonly correlation?: string;
}

const askers = new Map<string, ReturnType<typeof tokensOf>>();

/** What a product answers to somebody signed in. */
export async function fetchAs(person: string, url: string, init?: RequestInit): Promise<Response> {
  const { origin } = new URL(url);
  const token = askers.get(origin) ?? tokensOf(origin);
  askers.set(origin, token);
  return fetch(url, { ...init, headers: { authorization: `Bearer ${await token(person)}`, ...init?.headers } });
}

export const send = (
  url: string,
  { name, body, key = randomUUID(), correlation }: Command,
  as = 'rees',
): Promise<Response> =>
  fetchAs(as, `${url}/api/commands/${name}`, {
    method: 'POST',
    headers: {
      ...{ 'content-type': 'application/json', 'idempotency-key': key },
      ...(correlation === undefined ? {} : { 'x-correlation-id': correlation }),
    },
    body: JSON.stringify({ occurredAt: new Date().toISOString(), ...body }),
  });

export const openCase = (caseId: string = randomUUID()): Command & { readonly body: { readonly caseId: string } } => ({
  name: 'OpenCase',
  body: { caseId, operationName: 'Roles', force: 'Hertfordshire', unit: 'Dogs', offenceTypes: ['Fraud'] },
});

export const detectDevice = (caseId: string, exhibitId: string = randomUUID()): Command => ({
  name: 'DetectDevice',
  body: { caseId, exhibitId, kind: 'mobile phone', place: 'loft', detectedBy: { method: 'dog', name: 'Micky' } },
});
