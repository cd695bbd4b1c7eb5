import type { Fix, Role } from '@waycast/contract';
import type { WaycastOptions } from '@waycast/server';
import fc from 'fast-check';
import { until } from '../../../../../test/fixtures/until.ts';
import { signToken } from '../../../src/adapters/jose/sign.ts';
import { ask, REPORT_PATHS, type ReportGround, sendBatches } from './report-paths.ts';

const SECRET = 'a secret that is long enough for HS256';
const ALL_OF_IT = 'from=2000-01-01T00:00:00Z&to=2100-01-01T00:00:00Z';
/** What the fixes in order become, and by which all others are measured. */
const IN_ORDER = 'in-order';
const TTL_S = 86_400;

/** The server takes what comes as fast as it comes. */
export const RIDES_SERVER = {
  host: '127.0.0.1',
  port: 0,
  jwtSecret: SECRET,
  gpsMinInterval: 0,
  gpsRateLimitMax: 0,
  commandsPerSecond: 0,
  commandsPerSecondPerSubject: 0,
  logLevel: 'silent',
} as const satisfies Partial<WaycastOptions>;

export interface RidesSize {
  readonly fixes: readonly Fix[];
  readonly seed: number;
  /** How long it may take until all that was sent is judged. */
  readonly patienceMs: number;
}

/** What is known of a tenant's vehicles: where they were and when, their trips and stops, and how far they drove. */
export interface RidesOutcome {
  readonly positions: Readonly<Record<string, readonly unknown[]>>;
  readonly odometers: Readonly<Record<string, unknown>>;
  readonly reports: Readonly<Record<string, readonly unknown[]>>;
}

/** What is not the same in two outcomes, by name: `positions bus-7`. */
export function differences(one: RidesOutcome, other: RidesOutcome): string[] {
  const parts = ['positions', 'odometers', 'reports'] as const;
  return parts.flatMap((part) =>
    Object.keys(other[part]).flatMap((name) =>
      JSON.stringify(one[part][name]) === JSON.stringify(other[part][name]) ? [] : [`${part} ${name}`],
    ),
  );
}

/** The same fixes by every path, each in an order of its own and some of them twice: all have to end the same. */
export class RidesProgram {
  readonly #ground: ReportGround;
  readonly #size: RidesSize;

  /** `url` is of a server with `RIDES_SERVER`. */
  constructor(url: string, size: RidesSize) {
    const vehicleIds = [...new Set(size.fixes.map(({ vehicleId }) => vehicleId))];
    this.#ground = { url, vehicleIds, tokenOf };
    this.#size = size;
  }

  /** Sends the fixes in order. Resolves when they are judged to their end. */
  async inOrder(): Promise<RidesOutcome> {
    const { fixes, patienceMs } = this.#size;
    await sendBatches(this.#ground, IN_ORDER, fixes);
    const last = Map.groupBy(fixes, ({ vehicleId }) => vehicleId);
    const ends = [...last].map(([id, own]) => [id, iso(Math.max(...own.map(({ time }) => time)))]);
    const everyMs = patienceMs / 500;
    return until(
      'the fixes in order are judged to their end',
      async () => {
        const outcome = await this.#outcomeOf(IN_ORDER);
        const judged = ends.every(([id = '', end]) => judgedTo(outcome.odometers[id]) === end);
        return judged && outcome;
      },
      { timeoutMs: patienceMs, everyMs },
    );
  }

  /** Sends them by one path in disorder. Resolves when they have ended as `expected`, or in time as something else. */
  async disordered(path: string, expected: RidesOutcome): Promise<RidesOutcome> {
    const send = await REPORT_PATHS[path]?.(this.#ground, path);
    await send?.(this.#disorder(path));
    const { patienceMs } = this.#size;
    const wanted = JSON.stringify(expected);
    const deadline = performance.now() + patienceMs;
    for (;;) {
      const outcome = await this.#outcomeOf(path);
      if (JSON.stringify(outcome) === wanted || performance.now() > deadline) return outcome;
      await new Promise((resolve) => setTimeout(resolve, patienceMs / 500));
    }
  }

  /** In another order by each path, and in the same whenever it is tried. */
  #disorder(path: string): Fix[] {
    const { fixes } = this.#size;
    const seed = this.#size.seed + Object.keys(REPORT_PATHS).indexOf(path);
    const [all = [], again = []] = [fixes.length, Math.ceil(fixes.length / 10)].map((length) => {
      const some = fc.shuffledSubarray([...fixes], { minLength: length, maxLength: length });
      return fc.sample(some, { seed, numRuns: 1 })[0];
    });
    return [...all, ...again];
  }

  async #outcomeOf(tenant: string): Promise<RidesOutcome> {
    const token = await tokenOf(tenant);
    const read = (path: string) => ask(this.#ground, token, 'GET', path);
    const { vehicleIds } = this.#ground;
    // First: what is read after them is at least as far.
    const odometers = await perVehicle(vehicleIds, (id) =>
      read(`/api/tracking/vehicles/${id}/odometer`).catch(() => undefined),
    );
    const positions = await perVehicle(vehicleIds, async (id) => {
      const items = await pages(read, `/api/tracking/vehicles/${id}/history?limit=10000&${ALL_OF_IT}`);
      return items.map(({ latitude, longitude, timestamp }) => ({ latitude, longitude, timestamp }));
    });
    const days = [...new Set(this.#size.fixes.map(({ time }) => iso(time).slice(0, 10)))];
    const names = ['trips', 'stops', 'summary'].flatMap((name) => days.map((day) => `${name}?day=${day}`));
    const reports = await perVehicle(names, async (name) =>
      (await pages(read, `/api/reports/${name}&limit=1000`)).map(timeless),
    );
    return { positions, odometers, reports };
  }
}

type Item = Readonly<Record<string, unknown>>;

/** All pages of a list. */
async function pages(read: (path: string) => Promise<unknown>, path: string): Promise<Item[]> {
  const all: Item[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const next = cursor === '' ? path : `${path}&cursor=${encodeURIComponent(cursor)}`;
    const page = (await read(next)) as { items: Item[]; nextCursor: string | null };
    all.push(...page.items);
    cursor = page.nextCursor;
  }
  return all;
}

async function perVehicle<T>(
  ids: readonly string[],
  read: (id: string) => Promise<T>,
): Promise<Record<string, T>> {
  const found: Record<string, T> = {};
  for (const id of ids) found[id] = await read(id);
  return found;
}

/** What has not ended lasts until it is asked for. */
function timeless(item: Item): Item {
  return item.endsAt === null ? { ...item, durationS: 0 } : item;
}

function judgedTo(odometer: unknown): unknown {
  return (odometer as { judgedTo?: unknown } | undefined)?.judgedTo;
}

function tokenOf(tenant: string): Promise<string> {
  const roles: Role[] = ['admin'];
  return signToken(SECRET, { subject: 'ann', tenant, roles, vehicles: [], ttlS: TTL_S });
}

function iso(time: number): string {
  return new Date(time).toISOString();
}
