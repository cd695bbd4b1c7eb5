/** What a piece of work is called in a trace, and what is said of it. */
export interface SpanStart {
  readonly name: string;
  /** `producer`: it publishes; `consumer`: it delivers what `link` published. */
  readonly kind?: 'internal' | 'producer' | 'consumer';
  readonly attributes?: Readonly<Record<string, string | number | boolean>>;
  /** The span that caused this one elsewhere, as W3C `traceparent`. */
  readonly link?: string;
}

/** A span while its work is under way. */
export interface OpenSpan {
  set(attribute: string, value: string | number | boolean): void;
  /** Marks it as failed; what is thrown does that by itself. */
  fail(reason: string): void;
}

/**
 * Tells where time goes to whoever collects traces. There is none where nobody does: then nothing is wrapped and
 * nothing costs. No method throws by itself; what `work` throws passes through.
 */
export interface Tracing {
  /** Runs `work` as a span within the current one; it ends when the promise settles. */
  span<T>(start: SpanStart, work: (span: OpenSpan) => Promise<T>): Promise<T>;
  /** The same for work that is done when it returns. */
  spanNow<T>(start: SpanStart, work: () => T): T;
  /** Runs `work` within the trace that a request's headers name, unless it is within one already. */
  within<T>(headers: Readonly<Record<string, unknown>>, work: () => T): T;
  /** The current span as W3C `traceparent`, for a `link`; undefined when it is not recorded. */
  current(): string | undefined;
}
