import type {
  TransportAbilities,
  TransportClient,
  TransportSubject,
} from '../../src/conformance/transport-suite.ts';
import type { LogPosition } from '../../src/ports/live.ts';
import { EventLog } from './clients/event-log.ts';
import { connectSocketIo } from './clients/socketio-client.ts';
import { openStream } from './clients/sse-client.ts';
import { connectWebSocket } from './clients/websocket-client.ts';
import type { Stage } from './stage.ts';

export const SOCKET_ABILITIES: TransportAbilities = {
  commands: true,
  pausable: true,
  lateToken: true,
  answersGarbage: false,
};
export const WEBSOCKET_ABILITIES: TransportAbilities = { ...SOCKET_ABILITIES, answersGarbage: true };
/** Between polls the server keeps what waits: a client that does not poll is gone. */
export const POLLING_ABILITIES: TransportAbilities = { ...SOCKET_ABILITIES, pausable: false };
export const SSE_ABILITIES: TransportAbilities = {
  commands: false,
  pausable: true,
  lateToken: false,
  answersGarbage: false,
};

export function socketIoSubject(
  stage: Stage,
  namespace: string,
  transport: 'websocket' | 'polling',
): TransportSubject {
  const target = { url: `http://127.0.0.1:${stage.port}`, namespace, transport };
  return commanding(stage, transport === 'polling' ? POLLING_ABILITIES : SOCKET_ABILITIES, (token) =>
    connectSocketIo(target, token),
  );
}

export function webSocketSubject(stage: Stage): TransportSubject {
  return commanding(stage, WEBSOCKET_ABILITIES, (token) =>
    connectWebSocket(`ws://127.0.0.1:${stage.port}/ws`, token),
  );
}

export function sseSubject(stage: Stage): TransportSubject {
  const streamUrl = (topics: readonly string[]) =>
    `http://127.0.0.1:${stage.port}/api/stream?topics=${topics.join()}`;
  const follow: TransportSubject['follow'] = ({ token, topics, since }) =>
    openStream(streamUrl(topics), token, since === undefined ? undefined : `${since.epoch}-${since.offset}`);
  return {
    ...facts(stage),
    follow,
    abilities: SSE_ABILITIES,
    connect: () => Promise.reject(new Error('a stream follows topics from its start')),
  };
}

type Connect = (token: string | undefined) => Promise<TransportClient>;

function commanding(stage: Stage, abilities: TransportAbilities, connect: Connect): TransportSubject {
  return {
    ...facts(stage),
    abilities,
    connect: ({ token }) => connect(token),
    async follow({ token, topics, since }) {
      const client = await connect(token);
      for (const topic of topics) {
        const outcome = await followOne(client, topic, since);
        if (outcome !== undefined) return outcome;
      }
      return client;
    },
  };
}

/**
 * Follows one topic. Resolves to the client as the suite is to see it, where that is not as before: refused counts
 * as ended with the refusal's code, as a stream would be; and an ack to `since` stands among its events.
 */
async function followOne(
  client: TransportClient,
  topic: string,
  since: LogPosition | undefined,
): Promise<TransportClient | undefined> {
  const early = await Promise.race([
    client.ended,
    client.ask('subscribe', { topic, ...(since === undefined ? {} : { since }) }),
  ]);
  if (!('ok' in early)) return client;
  if (since === undefined && early.ok) return undefined;
  if (early.ok) return followedSince(client, early);
  await client.close();
  return { ...client, ended: Promise.resolve({ code: early.error?.code, retries: false }) };
}

/** The ack of a subscription with `since`, among what was received: before all events. */
function followedSince(client: TransportClient, ack: object): TransportClient {
  const log = new EventLog();
  log.add('subscribed', ack);
  return { ...client, until: (matches) => Promise.any([log.until(matches), client.until(matches)]) };
}

function facts({ live, store, core, token, report }: Stage) {
  return { live, history: store.history, sessions: core.sessions, token, report };
}
