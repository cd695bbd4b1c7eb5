// A WebSocket server as tutorials write it: JSON.stringify for each client.
import { createServer } from 'node:http';
import { type WebSocket, WebSocketServer } from 'ws';
import { listen } from './listen.ts';
import { ackOf, type Command, Topics, topicOf } from './topics.ts';

const topics = new Topics<WebSocket>();
const http = createServer();
const server = new WebSocketServer({ server: http, perMessageDeflate: false });

server.on('connection', (client) => {
  client.on('message', (data) => {
    const command: Command = JSON.parse(String(data));
    const topic = topicOf(command);
    if (topic !== undefined) topics.join(topic, client);
    else for (const follower of topics.of(command.vehicleId)) follower.send(JSON.stringify(command));
    client.send(ackOf(command));
  });
  client.on('close', () => topics.leaveAll(client));
});

listen(http);
