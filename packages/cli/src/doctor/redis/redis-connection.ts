import { createClient } from '@redis/client';
import type { RedisAccess, RedisLogin, RedisNode } from './redis-access.ts';

/** One connection to one server. Replies are RESP2: text, numbers, null and lists. */
export interface RedisConnection {
  readonly address: string;
  send(...command: string[]): Promise<unknown>;
  /** Subscribes and resolves once confirmed. */
  subscribe(kind: 'plain' | 'sharded' | 'pattern', channel: string, heard: () => void): Promise<void>;
  end(): void;
}

/** Connects once; rejects with what Redis or the network says. */
export async function connect(
  access: RedisAccess,
  { host, port }: RedisNode,
  login: RedisLogin = access.login,
  database = access.database,
): Promise<RedisConnection> {
  const place = {
    host,
    port,
    connectTimeout: access.connectTimeoutMs,
    // A Redis that hangs still takes connections, and then says nothing.
    socketTimeout: access.connectTimeoutMs,
    reconnectStrategy: false,
  } as const;
  const client = createClient({
    ...login,
    database,
    RESP: 2,
    disableOfflineQueue: true,
    socket: access.tls === undefined ? place : { ...place, ...access.tls, tls: true },
  });
  // A connection that breaks also says so; the rejected command is what counts.
  client.on('error', () => undefined);
  await client.connect();
  return {
    address: `${host}:${port}`,
    send: (...command) => client.sendCommand(command),
    async subscribe(kind, channel, heard) {
      if (kind === 'plain') await client.subscribe(channel, heard);
      else if (kind === 'sharded') await client.sSubscribe(channel, heard);
      else await client.pSubscribe(channel, heard);
    },
    end: () => client.destroy(),
  };
}
