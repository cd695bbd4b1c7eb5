// A Fastify application with Waycast inside. Its routes stay its own; positions, sockets and /api/docs come with it.
import { createWaycast, fromEnv } from '@waycast/server';
import { signToken } from '@waycast/server/tokens';
import { fastify } from 'fastify';

const options = fromEnv();
const { jwtSecret, port = 3000, host = '127.0.0.1' } = options;
if (jwtSecret === undefined) throw new Error('Set JWT_SECRET to text of at least 32 bytes.');

const app = fastify();

const waycast = await createWaycast({
  ...options,
  server: app.server,
  // The couriers' van is not for every dispatcher to see; everything else is left to the roles.
  authorize: (subject, _action, resource) =>
    resource.id === 'van-of-the-director' ? subject.id === 'director' : undefined,
});

app.get('/', () => 'The parcel service');
app.post<{ Body: { name: string } }>('/login', async ({ body }) => ({
  token: await signToken(jwtSecret, { subject: body.name, roles: ['dispatcher'], ttlS: 3600 }),
}));
app.post<{ Params: { depot: string }; Body: object }>('/depots/:depot/announcements', ({ params, body }) => {
  waycast.io.to(`depot:${params.depot}`).emit('announcement', body);
  return { sent: true };
});

waycast.io.on('connection', (socket) => {
  socket.on('depot:join', async (depot: string, joined: () => void) => {
    await socket.join(`depot:${depot}`);
    joined();
  });
});

// Fastify closes its server only after this: sockets are moved away first.
app.addHook('preClose', () => waycast.close());
process.once('SIGTERM', () => void app.close());

console.log(`Listening on ${await app.listen({ port, host })}`);
