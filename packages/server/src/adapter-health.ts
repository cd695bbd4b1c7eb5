/**
 * A client of the `redis` package (`createClient`, `createCluster`) or of ioredis (`Redis`, `Cluster`), as an
 * application gives them to Socket.IO's Redis adapter.
 */
export interface RedisAdapterClient {
  ping(): PromiseLike<unknown>;
  info(): PromiseLike<unknown>;
  /** node-redis: whether commands can be sent. */
  readonly isReady?: boolean;
  /** node-redis Cluster: whether it was connected and not closed. */
  readonly isOpen?: boolean;
  /** ioredis: the connection's phase. */
  readonly status?: string;
}

/** `unresponsive`: there is a connection, but a PING was not answered in time or was answered with an error. */
export type RedisClientStatus = 'connected' | 'disconnected' | 'unresponsive';

export interface RedisAdapterHealth {
  readonly healthy: boolean;
  readonly pubClientStatus: RedisClientStatus;
  readonly subClientStatus: RedisClientStatus;
}

export interface RedisAdapterStats {
  readonly connectedClients: number;
  /** Bytes. */
  readonly memoryUsage: number;
  /** Seconds. */
  readonly uptime: number;
}

const ANSWER_WITHIN_MS = 2_000;

/** What Redis says of itself through this client. Zeros when it does not answer within 2 s; never rejects. */
export async function getRedisAdapterStats(
  pubClient: RedisAdapterClient | null | undefined,
): Promise<RedisAdapterStats> {
  const info = isUsable(pubClient) ? await answerOf(() => pubClient.info()) : undefined;
  const numberOf = (field: string): number =>
    Number(new RegExp(`^${field}:(\\d+)`, 'm').exec(String(info ?? ''))?.[1] ?? 0);
  return {
    connectedClients: numberOf('connected_clients'),
    memoryUsage: numberOf('used_memory'),
    uptime: numberOf('uptime_in_seconds'),
  };
}

/** Whether both clients of a Socket.IO Redis adapter answer a PING within 2 s. Never rejects; a client that an
 * application without Redis does not have is `disconnected`. */
export async function checkRedisAdapterHealth(
  pubClient: RedisAdapterClient | null | undefined,
  subClient: RedisAdapterClient | null | undefined,
): Promise<RedisAdapterHealth> {
  const [pubClientStatus, subClientStatus] = await Promise.all([statusOf(pubClient), statusOf(subClient)]);
  const healthy = pubClientStatus === 'connected' && subClientStatus === 'connected';
  return { healthy, pubClientStatus, subClientStatus };
}

async function statusOf(client: RedisAdapterClient | null | undefined): Promise<RedisClientStatus> {
  if (!isUsable(client)) return 'disconnected';
  if ((await answerOf(() => client.ping())) !== undefined) return 'connected';
  // It may have ended meanwhile.
  return isUsable(client) ? 'unresponsive' : 'disconnected';
}

/** Clients keep commands while they reconnect; asking then would only lengthen their queue. */
function isUsable(client: RedisAdapterClient | null | undefined): client is RedisAdapterClient {
  if (client === null || client === undefined) return false;
  const { isReady, isOpen, status } = client;
  return isReady ?? isOpen ?? (status === undefined || status === 'ready');
}

/** The answer; undefined when there is none in time or it is an error. */
async function answerOf(ask: () => PromiseLike<unknown>): Promise<unknown> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, ANSWER_WITHIN_MS, undefined);
  });
  try {
    return await Promise.race([ask(), late]);
  } catch {
    // Why it does not answer is in the client's own `error` events.
    return undefined;
  } finally {
    clearTimeout(timer);
  }
}
