import type { Subject, Topic } from '@waycast/contract';
import { createAccess } from '../kernel/access.ts';
import { createEndOfTurn } from '../kernel/end-of-turn.ts';
import { createFleetFeeds } from '../kernel/fleet-feed.ts';
import { createHub } from '../kernel/hub.ts';
import { Outbox } from '../kernel/outbox.ts';
import { createPositions } from '../kernel/positions.ts';
import { Session } from '../kernel/session.ts';
import { type Joined, Subscribe } from '../kernel/subscribe.ts';
import { systemClock } from '../ports/clock.ts';
import type { History } from '../ports/history.ts';
import type { Live } from '../ports/live.ts';
import { createCountingMetrics } from './counting-metrics.ts';
import { createMemoryGrants } from './memory-grants.ts';
import { createRecordedLog } from './recorded-log.ts';
import { RecordedSocket } from './recorded-socket.ts';

/** The way from live to one admin's socket, over the ports under test. */
export interface JoinRig {
  readonly session: Session;
  readonly socket: RecordedSocket;
  readonly subscribe: Subscribe;
  /** What a transport does with a join that succeeded: what waits, the ack, then what the join lets go. */
  answer(joined: Joined): void;
  close(): Promise<void>;
}

export function createJoinRig(live: Live, history: History, topic: Topic): JoinRig {
  const [metrics, log, clock] = [createCountingMetrics(), createRecordedLog(), systemClock];
  const hub = createHub(live, clock, log);
  const positions = createPositions({
    live,
    history,
    // A join is over long before a vehicle falls silent.
    openSilence: () => ({ heard: () => undefined, close: () => undefined }),
    clock,
    log,
    metrics,
    minIntervalMs: 0,
    offlineAfterMs: 3_600_000,
    maxRemembered: 100,
  });
  const access = createAccess(createMemoryGrants(), clock.now);
  const subscribe = new Subscribe({
    access,
    hub,
    live,
    newest: ({ tenant, id }) => positions.newest(tenant, id),
    fleets: createFleetFeeds(hub, positions, clock, () => 0),
  });
  const socket = new RecordedSocket();
  const session = new Session({
    connection: {
      id: 'session-1',
      transport: 'websocket',
      sink: socket,
      address: '127.0.0.1',
      userAgent: undefined,
    },
    outbox: new Outbox(socket, metrics, createEndOfTurn(), () => socket.close(4450, 'slow_consumer')),
    hub,
    bucket: { tokens: 1, refilledAt: 0 },
    now: clock.now(),
    phase: { name: 'open', subject: adminOf(topic.tenant) },
  });
  return {
    session,
    socket,
    subscribe,
    answer(joined) {
      session.outbox.flush();
      joined.release();
    },
    async close() {
      session.end();
      await positions.close();
      await hub.close();
    },
  };
}

function adminOf(tenant: string): Subject {
  return {
    id: 'admin-1',
    tenant,
    roles: new Set(['admin']),
    vehicles: new Set(),
    expiresAt: Number.MAX_SAFE_INTEGER,
  };
}
