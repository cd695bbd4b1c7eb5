// A WebSocket server by somebody who has measured: each update is one frame, built once, written to each socket.
import { createServer } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { listen } from './listen.ts';
import { ackOf, type Command, Topics, topicOf } from './topics.ts';

const topics = new Topics<Duplex>();
const http = createServer();
const server = new WebSocketServer({ noServer: true, perMessageDeflate: false });

/** A text frame of up to 65,535 bytes. */
function frameOf(text: string): Buffer {
  const payload = Buffer.from(text);
  const head = Buffer.alloc(payload.length < 126 ? 2 : 4);
  head[0] = 0x81;
  head[1] = Math.min(payload.length, 126);
  if (head.length === 4) head.writeUInt16BE(payload.length, 2);
  return Buffer.concat([head, payload]);
}

function broadcast(command: Command): void {
  const frame = frameOf(JSON.stringify(command));
  for (const socket of topics.of(command.vehicleId)) socket.write(frame);
}

http.on('upgrade', (request, socket, head) => {
  server.handleUpgrade(request, socket, head, (client) => {
    client.on('message', (data) => {
      const command: Command = JSON.parse(String(data));
      const topic = topicOf(command);
      if (topic === undefined) broadcast(command);
      else topics.join(topic, socket);
      client.send(ackOf(command));
    });
    client.on('close', () => topics.leaveAll(socket));
  });
});

listen(http);
