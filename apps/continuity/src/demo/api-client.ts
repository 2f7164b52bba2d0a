import { setTimeout as pause } from 'node:timers/promises';
import { tokensOf } from '../access/ask-token.js';

/** Reads what the others record. */
const READER = 'okafor';

/** The public API as a script uses it: every command carries its own id, so that sending it twice records it once. */
export class ApiClient {
  readonly #tokens: ReturnType<typeof tokensOf>;

  constructor(private readonly base: string) {
    this.#tokens = tokensOf(base);
  }

  /** @throws Error with the API's own words when it refuses. */
  async command(name: string, by: string, commandId: string, body: object): Promise<{ position: number }> {
    const response = await this.#send(by, `/api/commands/${name}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': commandId },
      body: JSON.stringify(body),
    });
    const answer = (await response.json()) as { position: number; detail?: string };
    if (!response.ok)
      throw new Error(`${name} was refused (${response.status}): ${answer.detail ?? JSON.stringify(answer)}`);
    return answer;
  }

  /** undefined when there is nothing at this path. */
  async read<T>(path: string): Promise<T | undefined> {
    const response = await this.#send(READER, path);
    if (response.status === 404) return undefined;
    if (!response.ok) throw new Error(`GET ${path} answered ${response.status}`);
    return (await response.json()) as T;
  }

  /** Waits until the product is up, and tells of it. @throws Error after 30 s, naming the address that did not answer. */
  async ready(tell: (line: string) => void): Promise<void> {
    for (let tries = 0; tries < 120; tries += 1) {
      if (tries === 4) tell(`Waiting for the product at ${this.base}`);
      const up = await fetch(`${this.base}/health/ready`).then(
        ({ ok }) => ok,
        () => false,
      );
      if (up) return;
      await pause(250);
    }
    throw new Error(`Nothing answers at ${this.base}. Start the product first: npm start`);
  }

  async #send(by: string, path: string, init?: RequestInit): Promise<Response> {
    const authorization = `Bearer ${await this.#tokens(by)}`;
    for (let tries = 0; ; tries += 1) {
      const response = await fetch(`${this.base}${path}`, { ...init, headers: { ...init?.headers, authorization } });
      if (response.status !== 503 && response.status !== 429) return response;
      if (tries === 20) return response;
      await pause(1000 * Number(response.headers.get('retry-after') ?? 1));
    }
  }
}
