// What a team writes first: Socket.IO with a room per vehicle, no tokens, no storage, at its best settings.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server } from 'socket.io';

const http = createServer();
const io = new Server(http, { transports: ['websocket'], perMessageDeflate: false, httpCompression: false });

io.on('connection', (socket) => {
  socket.on('track:vehicle', (vehicleId: string, ack: (reply: object) => void) => {
    void socket.join(`vehicle:${vehicleId}`);
    ack({ ok: true });
  });
  socket.on('location:update', (fix: { vehicleId: string }, ack: (reply: object) => void) => {
    io.to(`vehicle:${fix.vehicleId}`).emit('location:update', fix);
    ack({ ok: true });
  });
});

http.listen(0, '127.0.0.1', () =>
  process.stdout.write(`listening ${(http.address() as AddressInfo).port}\n`),
);
process.on('SIGTERM', () => process.exit(0));
