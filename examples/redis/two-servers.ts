// Two servers over one Redis: what one emits to a room of the application's own reaches a client of the other.
import { createWaycast, fromEnv } from '@waycast/server';
import { signToken } from '@waycast/server/tokens';
import { io } from 'socket.io-client';

const { jwtSecret = 'a secret for this example, 32 bytes', ...options } = fromEnv();
// One process may open an embedded database once; two servers share PostgreSQL, or do without a lasting history here.
const storage = options.databaseUrl === undefined ? { dataDir: 'memory' } : {};
const open = () => createWaycast({ ...options, ...storage, jwtSecret, host: '127.0.0.1', port: 0 });
const [north, south] = await Promise.all([open(), open()]);

south.io.of('/transport').on('connection', async (socket) => {
  await socket.join('night-shift');
  socket.emit('joined');
});

const token = await signToken(jwtSecret, { subject: 'dora', roles: ['driver'], vehicles: ['7'], ttlS: 600 });
const client = io(`${south.url}/transport`, { auth: { token }, transports: ['websocket'] });
await new Promise((resolve) => client.once('joined', resolve));

const heard = new Promise((resolve) => client.once('tea', resolve));
north.io.of('/transport').to('night-shift').emit('tea', { at: '03:00' });
console.log('South heard from north:', await heard);

// Followers are in rooms too, so that an application can send them something besides positions.
await client.emitWithAck('track:vehicle', '7');
const notice = new Promise((resolve) => client.once('notice', resolve));
north.io.of('/transport').to('vehicle:7').emit('notice', { text: 'wheelchair ramp is broken' });
console.log('Followers of vehicle 7 heard:', await notice);

const sockets = await north.io.of('/transport').fetchSockets();
console.log('Sockets on both servers:', sockets.length);
console.log('Redis traffic of north:', north.getPubSubStats());

client.close();
await Promise.all([north.close(), south.close()]);
