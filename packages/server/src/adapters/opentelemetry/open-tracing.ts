import type { Context, Link, Span, Tracer } from '@opentelemetry/api';
import type { OpenSpan, SpanStart, Tracing } from '../../ports/tracing.ts';

type Api = typeof import('@opentelemetry/api');

/**
 * Traces for the OpenTelemetry SDK that the application or `node --import` has registered. Undefined when the optional
 * package `@opentelemetry/api` is not installed or no SDK is registered yet.
 */
export async function openTracing(version: string): Promise<Tracing | undefined> {
  const api = await importApi();
  if (api === undefined) return undefined;
  const tracer = api.trace.getTracer('waycast', version);
  return isCollected(api, tracer) ? new OpenTelemetryTracing(api, tracer) : undefined;
}

async function importApi(): Promise<Api | undefined> {
  try {
    return await import('@opentelemetry/api');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND') return undefined;
    throw error;
  }
}

/** Without an SDK the API hands out spans that have no id. */
function isCollected(api: Api, tracer: Tracer): boolean {
  const span = tracer.startSpan('waycast.start');
  span.end();
  return api.isSpanContextValid(span.spanContext());
}

class OpenTelemetryTracing implements Tracing {
  readonly #api: Api;
  readonly #tracer: Tracer;

  constructor(api: Api, tracer: Tracer) {
    this.#api = api;
    this.#tracer = tracer;
  }

  async span<T>(start: SpanStart, work: (span: OpenSpan) => Promise<T>): Promise<T> {
    const { span, context } = this.#start(start);
    try {
      return await this.#api.context.with(context, () => work(this.#opened(span)));
    } catch (error) {
      this.#fail(span, error);
      throw error;
    } finally {
      span.end();
    }
  }

  spanNow<T>(start: SpanStart, work: () => T): T {
    const { span, context } = this.#start(start);
    try {
      return this.#api.context.with(context, work);
    } catch (error) {
      this.#fail(span, error);
      throw error;
    } finally {
      span.end();
    }
  }

  within<T>(headers: Readonly<Record<string, unknown>>, work: () => T): T {
    const { context, propagation, trace } = this.#api;
    if (trace.getActiveSpan() !== undefined) return work();
    return context.with(propagation.extract(context.active(), headers), work);
  }

  current(): string | undefined {
    const context = this.#api.trace.getActiveSpan()?.spanContext();
    if (context === undefined || !(context.traceFlags & this.#api.TraceFlags.SAMPLED)) return undefined;
    return `00-${context.traceId}-${context.spanId}-01`;
  }

  #start({ name, kind = 'internal', attributes = {}, link }: SpanStart): { span: Span; context: Context } {
    const { context, SpanKind, trace } = this.#api;
    const kinds = { internal: SpanKind.INTERNAL, producer: SpanKind.PRODUCER, consumer: SpanKind.CONSUMER };
    const links = linksTo(link);
    const span = this.#tracer.startSpan(name, { kind: kinds[kind], attributes, links });
    return { span, context: trace.setSpan(context.active(), span) };
  }

  #opened(span: Span): OpenSpan {
    return {
      set: (attribute, value) => void span.setAttribute(attribute, value),
      fail: (reason) => void span.setStatus({ code: this.#api.SpanStatusCode.ERROR, message: reason }),
    };
  }

  #fail(span: Span, error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    span.recordException(error instanceof Error ? error : message);
    span.setStatus({ code: this.#api.SpanStatusCode.ERROR, message });
  }
}

const TRACEPARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;

function linksTo(traceparent: string | undefined): Link[] {
  const [, traceId, spanId, flags] = TRACEPARENT.exec(traceparent ?? '') ?? [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return [];
  return [{ context: { traceId, spanId, traceFlags: Number.parseInt(flags, 16), isRemote: true } }];
}
