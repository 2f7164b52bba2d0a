import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { ContinuityUnderTest } from '../support/continuity.js';
import { openCase, send } from './product.js';

interface Span {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly links?: readonly { readonly traceId: string; readonly spanId: string }[];
}

/** What an OpenTelemetry collector would be sent, in OTLP's JSON. */
async function collector() {
  const spans: Span[] = [];
  const texts: string[] = [];
  const server = createServer((request, response) => {
    void json(request).then((body) => {
      texts.push(JSON.stringify(body));
      const { resourceSpans } = body as { resourceSpans: { scopeSpans: { spans: Span[] }[] }[] };
      for (const { scopeSpans } of resourceSpans) for (const scope of scopeSpans) spans.push(...scope.spans);
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://127.0.0.1:${port}`, spans, texts, close };
}

it('traces lead from the request through the append to the projection by the correlation id, without any fact', async () => {
  const at = await collector();
  const continuity = await ContinuityUnderTest.start({ OTEL_EXPORTER_OTLP_ENDPOINT: at.url });
  try {
    const correlation = randomUUID();
    expect((await send(continuity.url, { ...openCase(), correlation })).status).toBe(201);
    const find = (fits: (span: Span) => boolean) => at.spans.find(fits);
    const traceId = correlation.replaceAll('-', '');
    const append = () => find(({ name, traceId: of }) => name === 'append' && of === traceId);
    const projection = () =>
      find(({ name, links = [] }) => name === 'project' && links.some(({ spanId }) => spanId === append()?.spanId));
    for (let tries = 0; !projection(); tries += 1) {
      if (tries > 100) throw new Error(`No projection: ${JSON.stringify(at.spans)}`);
      await pause(100);
    }
    const request = find(({ spanId }) => spanId === append()?.parentSpanId);
    expect(request).toMatchObject({ traceId, name: 'POST /api/commands/:name' });
    expect(projection()?.links).toContainEqual(expect.objectContaining({ traceId }));
    expect(at.texts.join()).not.toMatch(/Roles|Hertfordshire|rees/);
  } finally {
    await continuity.stop();
    at.close();
  }
}, 60_000);
