import type { ServerProcess } from '../processes/server-process.ts';
import { signToken } from '../token.ts';
import { SocketIoSocket } from './socketio-socket.ts';

/** Sockets opened at a time: enough to be quick, few enough for the server's accept queue. */
const OPENING_AT_ONCE = 50;

/** Opens `count` dispatcher sockets; `track` names the vehicles that the n-th one follows. */
export async function openCrowd(
  server: ServerProcess,
  count: number,
  track: (n: number) => readonly string[],
): Promise<SocketIoSocket[]> {
  const token = await signToken(server.secret, 'dispatcher');
  const crowd: SocketIoSocket[] = [];
  for (let from = 0; from < count; from += OPENING_AT_ONCE) {
    const some = Array.from({ length: Math.min(OPENING_AT_ONCE, count - from) }, (_, n) =>
      openOne(server.url, token, track(from + n)),
    );
    crowd.push(...(await Promise.all(some)));
  }
  return crowd;
}

async function openOne(url: string, token: string, vehicles: readonly string[]): Promise<SocketIoSocket> {
  const socket = await SocketIoSocket.open(url, token);
  await new Promise<void>((resolve) => {
    let missing = vehicles.length;
    socket.onAck = () => {
      missing -= 1;
      if (missing === 0) resolve();
    };
    for (const [n, vehicle] of vehicles.entries()) socket.emit(n, 'track:vehicle', vehicle);
  });
  socket.onAck = undefined;
  return socket;
}

/** Event frames that all sockets of the crowd have received. */
export function eventsOf(crowd: readonly SocketIoSocket[]): number {
  return crowd.reduce((sum, socket) => sum + socket.events, 0);
}
