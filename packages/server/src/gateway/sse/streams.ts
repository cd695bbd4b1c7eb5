import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { ERRORS, WaycastError, topicDefinition, topicName } from '@waycast/contract';
import type { Topic } from '@waycast/contract';
import { decodeTopic } from '../../kernel/decode-topic.ts';
import { Broadcast } from '../../kernel/frames.ts';
import type { Session } from '../../kernel/session.ts';
import type { Sessions } from '../../kernel/sessions.ts';
import type { Subscribe } from '../../kernel/subscribe.ts';
import type { Clock } from '../../ports/clock.ts';
import type { LogPosition } from '../../ports/live.ts';
import { SHUTDOWN_GRACE_MS, destroyAfterGrace } from '../closing.ts';
import type { Entrance } from '../entrance.ts';
import { readEventId } from './last-event-id.ts';
import { StreamSink } from './sink.ts';

/** Topics that one stream may name. */
const MAX_TOPICS = 100;
/** How long clients are told to wait before they reconnect. */
const RETRY_MS = 3_000;
const PING_INTERVAL_MS = 15_000;
/** Pings in a row that could not be written because the client reads nothing, after which it is closed. */
const MAX_MISSED_PINGS = 3;

const HEADERS = {
  'Content-Type': 'text/event-stream; charset=utf-8',
  'Cache-Control': 'no-store, no-transform',
  // nginx would otherwise keep events back until its buffer is full.
  'X-Accel-Buffering': 'no',
} as const;

export interface StreamParts {
  readonly sessions: Sessions;
  readonly subscribe: Subscribe;
  readonly entrance: Entrance;
  readonly clock: Clock;
}

/** What the HTTP route knows of a request for a stream. */
export interface StreamRequest {
  readonly request: IncomingMessage;
  /** Headers that were set on it (CORS, request id) go out with the stream's own. */
  readonly response: ServerResponse;
  readonly token: string;
  /** Names of topics with commas between: `vehicle:bus-7,geofence:bus-7`. */
  readonly topics: string;
}

/** Server-Sent Events: topics over plain HTTP, for `curl` and EventSource. */
export interface Streams {
  /**
   * Streams the topics until either side ends it; resolves once it has begun. Rejects with the WaycastError that
   * refuses it, before anything is written: the HTTP layer answers then.
   */
  start(stream: StreamRequest): Promise<void>;
  readonly connections: number;
  /** Ends the streams that are open; sessions are drained before. */
  close(): void;
}

interface Stream {
  readonly session: Session;
  readonly sink: StreamSink;
  readonly response: ServerResponse;
  missedPings: number;
}

export function createStreams({ sessions, subscribe, entrance, clock }: StreamParts): Streams {
  const open = new Set<Stream>();
  let cancelPing: (() => void) | undefined;
  let closing = false;

  function pingAll(): void {
    cancelPing = undefined;
    for (const stream of open) {
      stream.missedPings = stream.sink.congested() ? stream.missedPings + 1 : 0;
      if (stream.missedPings >= MAX_MISSED_PINGS) sessions.close(stream.session, 'slow_consumer');
      else if (stream.missedPings === 0 && stream.response.headersSent) stream.sink.ping();
    }
    armPing();
  }

  function armPing(): void {
    if (open.size > 0) cancelPing ??= clock.after(PING_INTERVAL_MS, pingAll);
  }

  function openStream({ request, response }: StreamRequest, address: string): Stream {
    const sink = new StreamSink(response, clock);
    const session = sessions.open({ id: randomUUID(), transport: 'sse', sink, address, userAgent: request.headers['user-agent'] });
    const stream: Stream = { session, sink, response, missedPings: 0 };
    const leave = entrance.enter(address);
    open.add(stream);
    armPing();
    response.on('drain', () => {
      stream.missedPings = 0;
      session.outbox.drained();
    });
    response.once('close', () => {
      open.delete(stream);
      leave();
      sessions.gone(session);
    });
    return stream;
  }

  /** Follows every topic. Resolves to what lets their snapshots, missed and new events out, in this order. */
  async function join({ session, sink }: Stream, { request, token, topics: names }: StreamRequest): Promise<(() => void)[]> {
    const { subject, release } = await sessions.authenticate(session, token);
    const topics = decodeTopics(names, subject.tenant);
    const lastEventId = lastEventIdOf(request);
    const sinces = sincesOf(topics, lastEventId);
    const releases = [release];
    for (const topic of topics) {
      const since = sinces.get(topic);
      const joined = await subscribe.join(session, topic, since);
      const name = topicName(topic);
      const missed = isLog(topic) && lastEventId !== undefined && (since === undefined || !joined.recovered);
      if (missed) releases.push(() => session.outbox.pushLog(resync(name, joined)));
      if (isLog(topic)) sink.stand(name, since !== undefined && joined.recovered ? since : { epoch: joined.epoch, offset: joined.offset });
      releases.push(() => joined.release());
    }
    return releases;
  }

  return {
    get connections() {
      return open.size;
    },
    async start(request) {
      if (closing) throw new WaycastError('server_moving', 'this server is stopping; try another');
      const { response } = request;
      const address = entrance.addressOf(request.request);
      entrance.admit(address);
      const stream = openStream(request, address);
      try {
        const releases = await join(stream, request);
        if (response.destroyed) return;
        if (stream.session.phase.name === 'closed') throw closedEarly(stream.sink.closedWith);
        stream.sink.begin(HEADERS, RETRY_MS);
        for (const release of releases) release();
      } catch (error) {
        sessions.gone(stream.session);
        if (!response.destroyed) throw error;
      }
    },
    close() {
      closing = true;
      cancelPing?.();
      cancelPing = undefined;
      for (const { response } of open) {
        if (response.headersSent) response.end();
        if (response.socket !== null) destroyAfterGrace(clock, response.socket, SHUTDOWN_GRACE_MS);
      }
    },
  };
}

/** `Last-Event-ID`, or `?lastEventId=` from a page, which can set no headers on its first request. */
function lastEventIdOf(request: IncomingMessage): string | undefined {
  const header = request.headers['last-event-id'];
  if (typeof header === 'string' && header !== '') return header;
  return URL.parse(request.url ?? '/', 'http://localhost')?.searchParams.get('lastEventId') ?? undefined;
}

function isLog({ family }: Topic): boolean {
  return topicDefinition(family).kind === 'log';
}

function decodeTopics(list: string, tenant: string): Topic[] {
  const names = new Set(list.split(',').map((name) => name.trim()).filter((name) => name !== ''));
  if (names.size === 0) throw new WaycastError('invalid', 'topics takes names with commas between, such as vehicle:bus-7,geofence:bus-7');
  if (names.size > MAX_TOPICS) throw new WaycastError('too_large', `a stream takes at most ${MAX_TOPICS} topics; open another for the rest`);
  return Array.from(names, (name) => decodeTopic(name, tenant));
}

/** Where the client says it stands, by log topic; empty when it says nothing, or nothing that fits this stream. */
function sincesOf(topics: readonly Topic[], lastEventId: string | undefined): ReadonlyMap<Topic, LogPosition> {
  const logs = topics.filter(isLog);
  const positions = lastEventId === undefined ? undefined : readEventId(lastEventId, logs.length);
  const sinces = new Map<Topic, LogPosition>();
  for (const [index, topic] of logs.entries()) {
    const position = positions?.[index];
    if (position !== undefined) sinces.set(topic, position);
  }
  return sinces;
}

function resync(topic: string, { epoch, offset }: LogPosition): Broadcast {
  return new Broadcast({ event: 'resync', data: { topic, recovered: false, epoch, offset } });
}

function closedEarly(reason: string | undefined): WaycastError {
  const code = reason === 'server_moving' || reason === 'timeout' ? reason : 'unavailable';
  return new WaycastError(code, ERRORS[code].description, { retryAfterMs: RETRY_MS });
}
