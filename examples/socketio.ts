// Follows a vehicle with the official Socket.IO client; Ctrl-C ends it.
import { execFileSync } from 'node:child_process';
import { io } from 'socket.io-client';

// biome-ignore lint/style/noProcessEnv: a script of its own takes its settings from there
const { URL: url = 'http://localhost:3000', TOKEN } = process.env;
const token =
  TOKEN ??
  execFileSync('npx', ['waycast', 'token', '--subject', 'olga', '--role', 'dispatcher'], {
    encoding: 'utf8',
  }).trim();
const vehicleId = process.argv[2] ?? 'bus-1';

const socket = io(url, { auth: { token }, transports: ['websocket'] });
socket.on('connect_error', (error) => console.error(`Cannot connect: ${error.message}`));
socket.on('location:update', ({ latitude, longitude, status, timestamp }) => {
  console.log(`${timestamp}  ${latitude}, ${longitude}  ${status}`);
});
socket.on('connect', async () => {
  const answer = await socket.emitWithAck('track:vehicle', vehicleId);
  if (!answer.ok) return console.error(`Cannot follow ${vehicleId}: ${answer.error.message}`);
  console.log(`Following ${vehicleId}, last seen ${answer.location?.timestamp ?? 'never'}`);
});
