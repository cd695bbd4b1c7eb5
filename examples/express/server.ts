// An Express application with Waycast inside. Its routes stay its own; positions, sockets and /api/docs come with it.
import { createServer } from 'node:http';
import { createWaycast, fromEnv } from '@waycast/server';
import { signToken } from '@waycast/server/tokens';
import express from 'express';

/** What the application knows and Waycast does not: whose child rides on which bus. */
const BUS_OF_PARENT = new Map([['paula', 'bus-7']]);

const options = fromEnv();
const { jwtSecret, port = 3000, host = '127.0.0.1' } = options;
if (jwtSecret === undefined) throw new Error('Set JWT_SECRET to text of at least 32 bytes.');

const app = express();
app.use(express.json());
app.get('/', (_request, response) => void response.send('The school bus company'));
// This one comes before Waycast's; /health/ready, which the application has not, is Waycast's.
app.get('/health', (_request, response) => void response.json({ status: 'the application is well' }));
app.post('/login', async (request, response) => {
  const { name } = request.body;
  const token = await signToken(jwtSecret, { subject: name, roles: ['viewer'], ttlS: 3600 });
  response.json({ token });
});
app.post('/classes/:name/notices', async (request, response) => {
  // To the application's own room, on whichever server its members are connected.
  waycast.io.to(`class:${request.params.name}`).emit('notice', request.body);
  response.sendStatus(202);
});

const server = createServer(app);
const waycast = await createWaycast({
  ...options,
  server,
  // True and false decide; undefined leaves it to the roles.
  authorize(subject, action, resource) {
    if (action !== 'follow:vehicle' || !subject.roles.has('viewer')) return undefined;
    return BUS_OF_PARENT.get(subject.id) === resource.id;
  },
});

// Events and rooms of the application's own, beside Waycast's commands.
waycast.io.on('connection', (socket) => {
  socket.on('class:join', async (name: string, joined: () => void) => {
    await socket.join(`class:${name}`);
    joined();
  });
});

server.listen(port, host, () => console.log(`Listening on http://${host}:${port}`));

process.once('SIGTERM', async () => {
  await waycast.close();
  server.close();
});
