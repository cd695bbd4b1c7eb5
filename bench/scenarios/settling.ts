import { setTimeout } from 'node:timers/promises';
import { openPostgres } from '../processes/postgres.ts';
import { startServer } from '../processes/server-process.ts';
import { type Measurement, type RunOptions, type Scenario, scaled } from '../scenario.ts';
import { signToken } from '../token.ts';

/** Settling rests four times as long as it works, so that more would be waited for longer than it is worth. */
const VEHICLES = 300;
const EVERY_S = 10;
/** Device time that is reported. */
const REPORTED_S = 3600;
/** Every vehicle drives for 15 min and stands for 5, each at its own time. */
const [DRIVE_S, CYCLE_S] = [900, 1200];
const MPS = 9;
/** What is not settled for so long by itself is not waited for. */
const UNSETTLED_MS = 310_000;
const PATIENCE_MS = 600_000;
/** Fixes that are ahead of the clock are stored, and neither shown nor judged. */
const AHEAD_MS = 6 * 3_600_000;

/** What a stretch of reports cost. */
interface Cost {
  readonly seconds: number;
  readonly serverUs: number;
  readonly postgresUs: number;
}

async function measure(options: RunOptions): Promise<Measurement> {
  const postgres = await openPostgres();
  try {
    const url = await postgres.createDatabase();
    const env = { NODE_ENV: 'production', DATABASE_URL: url, GPS_RATE_LIMIT_MAX: '0' };
    const server = await startServer('waycast', { env });
    try {
      const token = await signToken(server.secret, 'dispatcher');
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
      const vehicles = scaled(VEHICLES, options);
      const steps = REPORTED_S / EVERY_S;
      const begin = Date.now() - (steps + 1) * EVERY_S * 1000;
      const report = async (first: number, until: number, shiftMs: number): Promise<Cost> => {
        const before = [server.cpuSeconds(), postgres.cpuSeconds(), Date.now()] as const;
        for (let step = first; step < until; step++) {
          const body = JSON.stringify({ updates: fixesAt(step, vehicles, begin, shiftMs) });
          const answer = await fetch(`${server.url}/api/tracking/batch`, { method: 'POST', headers, body });
          if (answer.status !== 202) throw new Error(`a batch was answered with ${answer.status}`);
          await answer.arrayBuffer();
        }
        if (shiftMs === 0) await settled(server.url, headers, begin + (until - 1) * EVERY_S * 1000);
        const perFix = 1e6 / ((until - first) * vehicles);
        return {
          seconds: (Date.now() - before[2]) / 1000,
          serverUs: (server.cpuSeconds() - before[0]) * perFix,
          postgresUs: (postgres.cpuSeconds() - before[1]) * perFix,
        };
      };
      // The first quarter is for the compiler.
      const quarter = Math.ceil(steps / 4);
      await report(0, quarter, 0);
      const judged = await report(quarter, steps, 0);
      const stored = await report(quarter, 2 * quarter, AHEAD_MS);
      return {
        rate: ((steps - quarter) * vehicles) / judged.seconds,
        perCpuSecond: 1e6 / judged.serverUs,
        extra: {
          'server µs/fix': judged.serverUs,
          'PostgreSQL µs/fix': judged.postgresUs,
          'server µs/fix stored only': stored.serverUs,
          'PostgreSQL µs/fix stored only': stored.postgresUs,
        },
      };
    } finally {
      await server.stop();
    }
  } finally {
    await postgres.stop();
  }
}

/** A fix of every vehicle. */
function fixesAt(step: number, vehicles: number, begin: number, shiftMs: number) {
  const time = begin + step * EVERY_S * 1000 + shiftMs;
  return Array.from({ length: vehicles }, (_, vehicle) => {
    const second = step * EVERY_S + vehicle * 7;
    const cycles = Math.floor(second / CYCLE_S);
    const driven = (cycles * DRIVE_S + Math.min(DRIVE_S, second % CYCLE_S)) * MPS;
    return {
      vehicleId: `bus-${vehicle}`,
      latitude: 10 + vehicle * 0.01,
      longitude: driven / 109_500,
      accuracy: 6,
      speed: second % CYCLE_S < DRIVE_S ? MPS : 0,
      timestamp: time,
    };
  });
}

/** Resolves when the fixes up to `until` have been judged, but for those that wait for more. */
async function settled(url: string, headers: Record<string, string>, until: number): Promise<void> {
  for (const end = Date.now() + PATIENCE_MS; Date.now() < end; await setTimeout(50)) {
    const answer = await fetch(`${url}/api/tracking/vehicles/bus-0/odometer`, { headers });
    const body: unknown = await answer.json();
    const judgedTo =
      typeof body === 'object' && body !== null && 'judgedTo' in body ? String(body.judgedTo) : '';
    if (Date.parse(judgedTo) >= until - UNSETTLED_MS) return;
  }
  throw new Error('the fixes have not been judged within ten minutes');
}

export const settling: Scenario = {
  name: 'settling',
  fullOnly: true,
  title: 'Trips, stops and mileage of 300 vehicles that report in order, beside fixes that are stored only',
  unit: 'fixes judged',
  contenders: [{ name: 'Waycast', measure }],
};
