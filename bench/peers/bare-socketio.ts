// What a team writes first: Socket.IO with a room per vehicle, no tokens, no storage, at its best settings.
import { createServer } from 'node:http';
import { Server } from 'socket.io';
import { listen } from './listen.ts';
import { serveRooms } from './socketio-rooms.ts';

const http = createServer();
const io = new Server(http, { transports: ['websocket'], perMessageDeflate: false, httpCompression: false });
serveRooms(io, () => io.sockets.adapter.rooms.has('fleet'));
listen(http);
