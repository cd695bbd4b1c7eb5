// Socket.IO as its documentation scales it: rooms over Redis, by pub/sub in the classic way or, with ADAPTER=sharded,
// with a channel per
// room. DASHBOARDS=1 when somebody follows all vehicles.
import { createServer } from 'node:http';
import { createClient } from '@redis/client';
import { createAdapter, createShardedAdapter } from '@socket.io/redis-adapter';
import { Server } from 'socket.io';
import { listen } from './listen.ts';
import { serveRooms } from './socketio-rooms.ts';

const publisher = createClient({ url: process.env.REDIS_URL ?? 'redis://127.0.0.1:6379' });
const subscriber = publisher.duplicate();
await Promise.all([publisher.connect(), subscriber.connect()]);

const isSharded = process.env.ADAPTER === 'sharded';
const adapter = isSharded
  ? createShardedAdapter(publisher, subscriber)
  : createAdapter(publisher, subscriber);
const options = { adapter, perMessageDeflate: false, httpCompression: false };
const http = createServer();
const io = new Server(http, { ...options, transports: ['websocket'] });
// Who follows all vehicles may be on another server.
serveRooms(io, () => process.env.DASHBOARDS === '1');
listen(http);
