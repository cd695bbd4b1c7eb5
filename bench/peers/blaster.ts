// Loads the load generator: from the first message on it writes prebuilt frames to each socket as fast as it takes
// them. UPDATES in each frame, FRAMES in each write.
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { Duplex } from 'node:stream';
import { listen } from './listen.ts';

const updates = Number(process.env.UPDATES ?? 1);
const frames = Number(process.env.FRAMES ?? 1);
/** Turns that a socket gets before the others get theirs. */
const WRITES_AT_ONCE = 4;

const UPDATE =
  '{"vehicleId":"bus-0","latitude":52.660123,"longitude":-8.630456,"accuracy":5,"speed":8.3,"heading":90,"altitude":1234.567891,"timestamp":"2026-01-01T12:00:00.000Z"}';

function textFrame(text: string): Buffer {
  const payload = Buffer.from(text);
  const head = payload.length < 126 ? Buffer.from([0x81, payload.length]) : Buffer.from([0x81, 126, 0, 0]);
  if (payload.length >= 126) head.writeUInt16BE(payload.length, 2);
  return Buffer.concat([head, payload]);
}

const frame = textFrame(
  `{"type":"locations:batch","locations":[${Array.from({ length: updates }, () => UPDATE).join(',')}]}`,
);
const chunk = Buffer.concat(Array.from({ length: frames }, () => frame));
const sockets = new Set<Duplex>();
let isBlasting = false;

function blast(socket: Duplex): void {
  for (let n = 0; n < WRITES_AT_ONCE; n++) if (!socket.write(chunk)) return;
  setImmediate(blast, socket);
}

/** The message itself is acknowledged whatever it says. */
function begin(socket: Duplex): void {
  socket.write(textFrame('{"type":"ack","id":0,"ok":true}'));
  if (isBlasting) return;
  isBlasting = true;
  for (const one of sockets) blast(one);
}

const http = createServer();
http.on('upgrade', (request, socket) => {
  const key = `${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`;
  const accept = createHash('sha1').update(key).digest('base64');
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
  );
  if (request.url === '/publisher') {
    socket.on('data', () => begin(socket));
    return;
  }
  sockets.add(socket);
  socket.on('drain', () => blast(socket));
  socket.on('error', () => socket.destroy());
  socket.on('close', () => sockets.delete(socket));
});
listen(http);
