import { createServer, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { type Operations } from './operations.js';

/** `/health/live`, `/health/ready` and `/metrics` on a port of their own, for a process without pages. */
export async function startHealthServer(
  { host, port }: { readonly host: string; readonly port: number },
  operations: Operations,
): Promise<{ readonly url: string; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    void answer(request.url ?? '/', response, operations).catch(() => response.writeHead(500).end());
  });
  await new Promise<void>((listening, fail) => server.once('error', fail).listen(port, host, listening));
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}

async function answer(url: string, response: ServerResponse, operations: Operations): Promise<void> {
  const json = (status: number, body: object) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  if (url === '/health/live') return void json(200, { status: 'live' });
  if (url === '/health/ready') {
    const health = await operations.health();
    return void json(health.status === 'ready' ? 200 : 503, health);
  }
  if (url !== '/metrics') return void json(404, { status: 'not found' });
  const { registry } = operations.metrics;
  response.writeHead(200, { 'content-type': registry.contentType }).end(await registry.metrics());
}
