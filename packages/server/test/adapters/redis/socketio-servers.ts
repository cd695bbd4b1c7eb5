import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server } from 'socket.io';
import { io, type Socket } from 'socket.io-client';
import { openRedis, type RedisConnection } from '../../../src/adapters/redis/open-redis.ts';
import type { Redis, RedisState } from '../../../src/adapters/redis/redis.ts';
import { createSocketIoAdapter } from '../../../src/adapters/redis/socketio-clients.ts';
import { createRecordedLog, type RecordedLog } from '../../../src/conformance/recorded-log.ts';
import { systemClock } from '../../../src/ports/clock.ts';

/** A Socket.IO server whose adapter goes over our connections, and a client in its namespace `/transport`. */
export interface RoomServer {
  readonly io: Server;
  readonly redis: Redis;
  readonly log: RecordedLog;
  /** In the room `vehicle:7`. */
  readonly client: Socket;
  reached(state: RedisState): Promise<void>;
  close(): Promise<void>;
}

export const ROOM = 'vehicle:7';

export async function openRoomServer(place: Partial<RedisConnection>): Promise<RoomServer> {
  const log = createRecordedLog();
  const connection = { connectTimeoutMs: 10_000, retryMinDelayMs: 50, retryMaxDelayMs: 500 };
  const redis = await openRedis({ ...connection, log, clock: systemClock, ...place });
  const socketIoAdapter = createSocketIoAdapter(redis, log);
  const httpServer = createServer();
  const server = new Server(httpServer, { adapter: socketIoAdapter.adapter });
  server.of('/transport').on('connection', (socket) => void socket.join(ROOM));
  await socketIoAdapter.subscribed();
  await new Promise<void>((resolve) => httpServer.listen(0, '127.0.0.1', resolve));
  const { port } = httpServer.address() as AddressInfo;
  const client = io(`http://127.0.0.1:${port}/transport`, { transports: ['websocket'] });
  await new Promise<void>((resolve) => client.once('connect', resolve));
  return {
    io: server,
    redis,
    log,
    client,
    reached: (state) => reached(redis, state),
    async close() {
      client.close();
      await server.close();
      await redis.close();
    },
  };
}

function reached(redis: Redis, state: RedisState): Promise<void> {
  return new Promise((resolve) => {
    if (redis.state === state) return resolve();
    const end = redis.onState((next) => {
      if (next !== state) return;
      end();
      resolve();
    });
  });
}

/** The arguments of the next event of this name. */
export function next(client: Socket, event: string): Promise<unknown[]> {
  return new Promise((resolve) => client.once(event, (...args: unknown[]) => resolve(args)));
}
