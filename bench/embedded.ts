// 5,000 fixes/s of 1,000 vehicles in batches of 100 into the embedded database, while 500 Socket.IO clients follow
// 10 vehicles each: event-loop delay and memory of the server. `node -C waycast-source bench/embedded.ts [seconds]`, under Node 24.
import { eventsOf, openCrowd } from './load/crowd.ts';
import { startServer } from './processes/server-process.ts';
import { signToken } from './token.ts';

const VEHICLES = 1000;
const BATCH = 100;
const FIXES_PER_SECOND = 5000;
const CLIENTS = 500;
const FOLLOWED = 10;
const WARM_UP_SECONDS = 5;

const seconds = Number(process.argv[2] ?? 30);
const server = await startServer('waycast', { env: { GPS_MIN_INTERVAL: '1000' }, core: '0,1' });
const token = await signToken(server.secret, 'dispatcher');
const crowd = await openCrowd(server, CLIENTS, (n) =>
  Array.from({ length: FOLLOWED }, (_, k) => vehicle((n * FOLLOWED + k) % VEHICLES)),
);
const latencies: number[] = [];
let stored = 0;

function vehicle(n: number): string {
  return `bus-${n}`;
}

/** A batch of the next 100 vehicles; each vehicle reports every 200 ms of its own time. */
function batch(n: number): object {
  const now = Date.now();
  const first = (n * BATCH) % VEHICLES;
  return {
    updates: Array.from({ length: BATCH }, (_, k) => ({
      vehicleId: vehicle(first + k),
      latitude: 52.6 + n * 1e-6,
      longitude: -8.6 + k * 1e-4,
      accuracy: 5,
      speed: 8.3,
      timestamp: now,
    })),
  };
}

async function post(n: number): Promise<void> {
  const started = performance.now();
  const response = await fetch(`${server.url}/api/tracking/batch`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(batch(n)),
  });
  const text = await response.text();
  if (!text.startsWith(`{"accepted":${BATCH},`))
    throw new Error(`batch ${n}: ${response.status} ${text.slice(0, 300)}`);
  stored += BATCH;
  latencies.push(performance.now() - started);
}

async function load(forSeconds: number): Promise<void> {
  const everyMs = 1000 / (FIXES_PER_SECOND / BATCH);
  const started = performance.now();
  const posts: Promise<void>[] = [];
  for (let n = 0; n * everyMs < forSeconds * 1000; n++) {
    const waitMs = started + n * everyMs - performance.now();
    if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
    posts.push(post(n));
  }
  await Promise.all(posts);
}

async function metric(name: string): Promise<number> {
  const text = await (await fetch(`${server.url}/metrics`)).text();
  return Number(new RegExp(`^${name}(?:{[^}]*})? (\\S+)$`, 'm').exec(text)?.[1]);
}

await load(WARM_UP_SECONDS);
await metric('waycast_nodejs_eventloop_lag_p99_seconds');
const [cpu, events] = [server.cpuSeconds(), eventsOf(crowd)];
stored = 0;
latencies.length = 0;
const started = performance.now();
await load(seconds);
const elapsed = (performance.now() - started) / 1000;
latencies.sort((a, b) => a - b);
const at = (q: number): string => `${(latencies[Math.floor(latencies.length * q)] ?? 0).toFixed(1)} ms`;
console.log(
  `stored ${Math.round(stored / elapsed)} fixes/s, delivered ${Math.round((eventsOf(crowd) - events) / elapsed)} updates/s`,
);
console.log(
  `ack p50 ${at(0.5)}, p99 ${at(0.99)}; server CPU ${((server.cpuSeconds() - cpu) / elapsed).toFixed(2)} of its core`,
);
console.log(
  `event-loop delay p99 ${(1000 * (await metric('waycast_nodejs_eventloop_lag_p99_seconds'))).toFixed(1)} ms; resident ${Math.round(server.residentMb())} MB`,
);
for (const socket of crowd) socket.close();
await server.stop();
