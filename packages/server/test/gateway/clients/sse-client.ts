import type { TransportClient } from '../../../src/conformance/transport-suite.ts';
import { EventLog, isRecord } from './event-log.ts';

/** A client of one stream; it also knows the last id, as EventSource does. */
export interface SseClient extends TransportClient {
  readonly lastEventId: () => string | undefined;
}

/** Opens a stream with fetch and reads it as the HTML standard says; resolves once the response has begun. */
export async function openStream(url: string, token: string, lastEventId?: string): Promise<SseClient> {
  const log = new EventLog();
  const abort = new AbortController();
  const response = await fetch(url, {
    signal: abort.signal,
    headers: {
      authorization: `Bearer ${token}`,
      ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
    },
  });
  const flow = new Flow();
  const reader = new StreamReader(log);
  if (response.status === 200 && response.body !== null) void pump(response.body, reader, flow, log);
  else log.end({ code: await problemCodeOf(response), retries: false });
  return {
    received: log.received,
    arrivals: log.arrivals,
    ended: log.ended,
    until: (matches) => log.until(matches),
    lastEventId: () => reader.lastEventId,
    pause: () => flow.pause(),
    resume: () => flow.resume(),
    ask: () => Promise.reject(new Error('a stream takes no commands')),
    tell: noCommands,
    sendGarbage: noCommands,
    sendLarge: noCommands,
    async close() {
      flow.resume();
      abort.abort();
      await log.ended;
    },
  };
}

function noCommands(): never {
  throw new Error('a stream takes no commands');
}

async function pump(
  body: ReadableStream<Uint8Array>,
  reader: StreamReader,
  flow: Flow,
  log: EventLog,
): Promise<void> {
  const decoder = new TextDecoder();
  try {
    for await (const chunk of body) {
      reader.push(decoder.decode(chunk, { stream: true }));
      await flow.open;
    }
  } catch {
    // The connection broke, or the test ended it.
  }
  log.end({ code: log.lastError, retries: log.lastError !== 'unauthenticated' });
}

/** Reads on only while it is open. */
class Flow {
  open: Promise<void> = Promise.resolve();
  #release: () => void = () => undefined;

  pause(): void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.open = promise;
    this.#release = resolve;
  }

  resume(): void {
    this.#release();
  }
}

/** The event stream of the HTML standard: fields by line, an event at each empty line that has data. */
class StreamReader {
  lastEventId: string | undefined;
  readonly #log: EventLog;
  #rest = '';
  #event = '';
  #data: string[] = [];

  constructor(log: EventLog) {
    this.#log = log;
  }

  push(text: string): void {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#line(line);
  }

  #line(line: string): void {
    if (line === '') return this.#dispatch();
    const [, field, value = ''] = /^([a-z]*): ?(.*)$/.exec(line) ?? [];
    if (field === 'event') this.#event = value;
    else if (field === 'data') this.#data.push(value);
    else if (field === 'id') this.lastEventId = value;
  }

  #dispatch(): void {
    if (this.#data.length > 0) this.#log.add(this.#event, JSON.parse(this.#data.join('\n')));
    this.#event = '';
    this.#data = [];
  }
}

async function problemCodeOf(response: Response): Promise<string | undefined> {
  const problem: unknown = await response.json();
  return isRecord(problem) && typeof problem.code === 'string' ? problem.code : undefined;
}
