import { createHash, randomBytes } from 'node:crypto';
import {
  context,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  TraceFlags,
  type Context,
  type Span,
  type SpanContext,
} from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, NodeTracerProvider, type IdGenerator } from '@opentelemetry/sdk-trace-node';
import { type LedgerEvent } from '#ledger';
import { type Traces } from './traces.js';

const traceIdOf = (correlationId: string): string => correlationId.replaceAll('-', '').toLowerCase();
const spanIdOf = (eventId: string): string => createHash('sha256').update(eventId).digest('hex').slice(0, 16);
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const LINKS_AT_MOST = 128;

/** Loads OpenTelemetry: import it only where traces are wanted. @param endpoint of an OTLP collector over HTTP, without `/v1/traces`. */
export function tracesTo(endpoint: string, roles: readonly string[]): Traces {
  const ids = new Ids();
  const exporter = new OTLPTraceExporter({ url: `${endpoint.replace(/\/$/, '')}/v1/traces`, timeoutMillis: 2_000 });
  const provider = new NodeTracerProvider({
    idGenerator: ids,
    resource: resourceFromAttributes({ 'service.name': 'continuity', 'continuity.roles': roles.join(',') }),
    spanProcessors: [new BatchSpanProcessor(exporter, { scheduledDelayMillis: 1_000 })],
  });
  provider.register();
  const tracer = provider.getTracer('continuity');

  return {
    request(method, correlationId, within) {
      const traceId = correlationId !== undefined && UUID.test(correlationId) ? traceIdOf(correlationId) : undefined;
      const span = ids.given({ traceId }, () => tracer.startSpan(method, { kind: SpanKind.SERVER }, ROOT_CONTEXT));
      context.with(trace.setSpan(context.active(), span), () =>
        within({ end: (...how) => endRequest(span, method, how) }),
      );
    },

    appended(events, verdict, began) {
      const [first] = events;
      if (!first) return;
      const traceId = traceIdOf(first.correlationId);
      const request = trace.getSpan(context.active())?.spanContext();
      const isOurs = request?.traceId === traceId;
      // Where the append came second it is tried again under the same event id: that one gets the id which is linked to.
      const spanId = verdict === 'appended' ? spanIdOf(first.id) : undefined;
      const parent: Context = isOurs ? context.active() : ROOT_CONTEXT;
      const links = request && !isOurs ? [{ context: request }] : [];
      const attributes = { 'continuity.verdict': verdict, 'continuity.events': events.length };
      const span = ids.given({ traceId, spanId }, () =>
        tracer.startSpan('append', { startTime: began, links, attributes }, parent),
      );
      if (verdict === 'failed') span.setStatus({ code: SpanStatusCode.ERROR });
      span.end();
    },

    async projected(page, apply) {
      const firsts = page.filter(({ commandId, stream }, i) => {
        const before = page[i - 1];
        return before?.commandId !== commandId || before.stream !== stream;
      });
      const links = firsts.slice(0, LINKS_AT_MOST).map((event) => ({ context: appendOf(event) }));
      const attributes = { 'continuity.events': page.length, 'continuity.position': page.at(-1)?.position ?? 0 };
      const span = tracer.startSpan('project', { kind: SpanKind.CONSUMER, links, attributes }, ROOT_CONTEXT);
      try {
        await context.with(trace.setSpan(ROOT_CONTEXT, span), apply);
      } catch (error) {
        span.setStatus({ code: SpanStatusCode.ERROR });
        throw error;
      } finally {
        span.end();
      }
    },

    close: () => provider.shutdown(),
  };
}

const appendOf = ({ correlationId, id }: LedgerEvent): SpanContext => ({
  traceId: traceIdOf(correlationId),
  spanId: spanIdOf(id),
  traceFlags: TraceFlags.SAMPLED,
});

function endRequest(span: Span, method: string, [route, status]: readonly [string, number]): void {
  span.updateName(`${method} ${route}`);
  span.setAttributes({ 'http.request.method': method, 'http.route': route, 'http.response.status_code': status });
  if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
  span.end();
}

interface GivenIds {
  readonly traceId?: string | undefined;
  readonly spanId?: string | undefined;
}

/** Random ids, but for a span that is begun within `given`. */
class Ids implements IdGenerator {
  #given: GivenIds = {};

  given(ids: GivenIds, begin: () => Span): Span {
    this.#given = ids;
    try {
      return begin();
    } finally {
      this.#given = {};
    }
  }

  readonly generateTraceId = (): string => this.#given.traceId ?? randomBytes(16).toString('hex');
  readonly generateSpanId = (): string => this.#given.spanId ?? randomBytes(8).toString('hex');
}
