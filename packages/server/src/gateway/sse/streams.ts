import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { ERRORS, WaycastError } from '@waycast/contract';
import type { Session } from '../../kernel/session.ts';
import type { Sessions } from '../../kernel/sessions.ts';
import type { Subscribe } from '../../kernel/subscribe.ts';
import type { Clock } from '../../ports/clock.ts';
import { destroyAfterGrace, SHUTDOWN_GRACE_MS } from '../closing.ts';
import type { Entrance } from '../entrance.ts';
import { joinTopics } from './join-topics.ts';
import { createPings } from './pings.ts';
import { StreamSink } from './sink.ts';

/** How long clients are told to wait before they reconnect. */
const RETRY_MS = 3_000;

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
}

export function createStreams(parts: StreamParts): Streams {
  const { sessions, entrance, clock } = parts;
  const open = new Set<ServerResponse>();
  const pings = createPings(clock);

  function openStream({ request, response }: StreamRequest, address: string): Stream {
    const sink = new StreamSink(response, clock);
    const userAgent = request.headers['user-agent'];
    const session = sessions.open({ id: randomUUID(), transport: 'sse', sink, address, userAgent });
    entrance.enter(address);
    const unwatch = pings.watch({
      congested: () => sink.congested(),
      ping: () => sink.ping(),
      giveUp: () => sessions.close(session, 'slow_consumer'),
    });
    open.add(response);
    response.on('drain', () => session.outbox.drained());
    response.once('close', () => {
      open.delete(response);
      unwatch();
      entrance.leave(address);
      sessions.gone(session);
    });
    return { session, sink };
  }

  return {
    get connections() {
      return open.size;
    },
    async start(request) {
      const { response } = request;
      const address = entrance.addressOf(request.request);
      entrance.admit(address);
      const { session, sink } = openStream(request, address);
      try {
        const releases = await joinTopics(parts, { session, sink }, request);
        if (response.destroyed) return;
        if (session.phase.name === 'closed') throw closedEarly(sink.closedWith);
        sink.begin(HEADERS, RETRY_MS);
        for (const release of releases) release();
      } catch (error) {
        sessions.gone(session);
        if (!response.destroyed) throw error;
      }
    },
    close() {
      pings.close();
      for (const response of open) end(response, clock);
    },
  };
}

/** Ends a stream that is open; one that has not begun is refused by whoever starts it. */
function end(response: ServerResponse, clock: Clock): void {
  if (response.headersSent) response.end();
  if (response.socket !== null) destroyAfterGrace(clock, response.socket, SHUTDOWN_GRACE_MS);
}

function closedEarly(reason: string | undefined): WaycastError {
  const code = reason === 'server_moving' || reason === 'timeout' ? reason : 'unavailable';
  return new WaycastError(code, ERRORS[code].description, { retryAfterMs: RETRY_MS });
}
