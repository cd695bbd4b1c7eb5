// One vehicle, 1,000 followers, Socket.IO clients: updates delivered per CPU second of the server, Waycast beside a
// bare Socket.IO server, in interleaved rounds on the same machine. `node -C waycast-source bench/fan-out.ts [rounds]`, under Node 24.
import { pathToFileURL } from 'node:url';
import { eventsOf, openCrowd } from './load/crowd.ts';
import { SocketIoSocket } from './load/socketio-socket.ts';
import { startServer } from './processes/server-process.ts';
import { signToken } from './token.ts';

const FOLLOWERS = 1000;
const SECONDS = 6;

/** `updates a second`, or as many as can be in flight. */
type Pace =
  | { readonly name: string; readonly perSecond: number }
  | { readonly name: string; readonly inFlight: number };
const PACES: readonly Pace[] = [
  { name: '40 updates/s', perSecond: 40 },
  { name: 'saturated, 32 in flight', inFlight: 32 },
];

export interface FanOutResult {
  readonly server: string;
  readonly pace: string;
  /** Updates delivered a second. */
  readonly rate: number;
  /** Updates delivered per CPU second of the server. */
  readonly perCpuSecond: number;
}

/** Measures one server at one pace. */
export async function measureFanOut(program: string, pace: Pace): Promise<FanOutResult> {
  const server = await startServer(program);
  try {
    const crowd = await openCrowd(server, FOLLOWERS, () => ['bus-1']);
    const publisher = await SocketIoSocket.open(server.url, await signToken(server.secret, 'dispatcher'));
    const cpu = server.cpuSeconds();
    const events = eventsOf(crowd);
    const started = performance.now();
    await publish(publisher, pace);
    const seconds = (performance.now() - started) / 1000;
    const delivered = eventsOf(crowd) - events;
    const used = server.cpuSeconds() - cpu;
    for (const socket of [...crowd, publisher]) socket.close();
    return { server: program, pace: pace.name, rate: delivered / seconds, perCpuSecond: delivered / used };
  } finally {
    await server.stop();
  }
}

function fix(n: number, base: number): object {
  return {
    vehicleId: 'bus-1',
    latitude: 52.6 + n * 1e-6,
    longitude: -8.6,
    accuracy: 5,
    speed: 8.3,
    heading: 90,
    timestamp: new Date(base + n).toISOString(),
  };
}

function publish(publisher: SocketIoSocket, pace: Pace): Promise<void> {
  const base = Date.now() - 3_600_000;
  const end = performance.now() + SECONDS * 1000;
  return new Promise((resolve) => {
    let sent = 0;
    const send = (): void => publisher.emit(sent, 'location:update', fix(sent++, base));
    if ('inFlight' in pace) {
      publisher.onAck = () => (performance.now() < end ? send() : resolve());
      for (let n = 0; n < pace.inFlight; n++) send();
      return;
    }
    const timer = setInterval(() => {
      if (performance.now() < end) return send();
      clearInterval(timer);
      resolve();
    }, 1000 / pace.perSecond);
  });
}

/** Runs all paces and prints a table; figures are medians of the rounds. */
async function main(rounds: number): Promise<void> {
  for (const pace of PACES) {
    const results: FanOutResult[] = [];
    for (let round = 0; round < rounds; round++) {
      for (const program of ['bare-socketio', 'waycast']) results.push(await measureFanOut(program, pace));
    }
    const bare = median(results.filter((r) => r.server === 'bare-socketio'));
    const ours = median(results.filter((r) => r.server === 'waycast'));
    console.log(
      `${pace.name}: bare Socket.IO ${Math.round(bare)} / Waycast ${Math.round(ours)} per CPU second = ${(ours / bare).toFixed(2)} ×`,
    );
  }
}

function median(results: readonly FanOutResult[]): number {
  const sorted = results.map((r) => r.perCpuSecond).sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href)
  await main(Number(process.argv[2] ?? 3));
