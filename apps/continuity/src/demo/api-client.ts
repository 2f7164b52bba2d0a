import { setTimeout as pause } from 'node:timers/promises';

/** The public API as a script uses it: every command carries its own id, so that sending it twice records it once. */
export class ApiClient {
  constructor(private readonly base: string) {}

  /** @throws Error with the API's own words when it refuses. */
  async command(name: string, by: string, commandId: string, body: object): Promise<{ position: number }> {
    const response = await this.#send(`/api/commands/${name}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': commandId, 'x-continuity-actor': by },
      body: JSON.stringify(body),
    });
    const answer = (await response.json()) as { position: number; detail?: string };
    if (!response.ok)
      throw new Error(`${name} was refused (${response.status}): ${answer.detail ?? JSON.stringify(answer)}`);
    return answer;
  }

  /** undefined when there is nothing at this path. */
  async read<T>(path: string): Promise<T | undefined> {
    const response = await this.#send(path);
    if (response.status === 404) return undefined;
    if (!response.ok) throw new Error(`GET ${path} answered ${response.status}`);
    return (await response.json()) as T;
  }

  /** Waits until the product is up. @throws Error after 30 s, naming the address that did not answer. */
  async ready(): Promise<void> {
    for (let tries = 0; tries < 120; tries += 1) {
      const up = await fetch(`${this.base}/health/ready`).then(
        ({ ok }) => ok,
        () => false,
      );
      if (up) return;
      await pause(250);
    }
    throw new Error(`Nothing answers at ${this.base}. Start the product first: npm start`);
  }

  async #send(path: string, init?: RequestInit): Promise<Response> {
    for (let tries = 0; ; tries += 1) {
      const response = await fetch(`${this.base}${path}`, init);
      if (response.status !== 503 && response.status !== 429) return response;
      if (tries === 20) return response;
      await pause(1000 * Number(response.headers.get('retry-after') ?? 1));
    }
  }
}
