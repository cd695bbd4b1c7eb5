import { type Connection, createConnection, type HttpApi } from '@waycast/client';
import { createRandom, DEMO_TOWN_SEED, type Random } from '@waycast/geo';
import { demoTown } from '../fleet/demo-town.ts';
import { repeat } from '../fleet/repeat.ts';
import type { Vehicle } from '../fleet/vehicle.ts';
import type { ServerAccess } from '../sending/server-access.ts';
import { Cabbie } from './cabbie.ts';
import { Riders } from './riders.ts';

const STEP_MS = 1000;
const NAMES = 'Aidan Bea Carl Dora Elif Finn Greta Hugo Ines Jack Kaya Liam Mona Noor Otto Pia'.split(' ');

/** Somebody who comes with a token of its own. */
export type AccessAs = (
  subject: string,
  role: 'driver' | 'customer' | 'agent',
  vehicles?: readonly string[],
) => ServerAccess;

export interface DemoTaxiParts {
  /** As a dispatcher. */
  readonly access: ServerAccess;
  readonly accessAs: AccessAs;
  /** Of them the taxis are driven to where riders wait; they report by themselves. */
  readonly vehicles: readonly Vehicle[];
  /** Something went wrong; it is tried again. */
  readonly onFailed: (error: unknown) => void;
  /** Times real time, for what people wait; default 1. */
  readonly pace?: number;
}

/** The demo's taxis at work. */
export interface RunningTaxis {
  readonly taxis: number;
  close(): void;
}

/** Lets the fleet's taxis take riders where they want to go, each with a driver of its own: `cabbie-1` drives `taxi-1`. */
export async function startDemoTaxi(parts: DemoTaxiParts): Promise<RunningTaxis> {
  const { access, accessAs, onFailed, pace = 1 } = parts;
  const { graph, places } = demoTown();
  const random = createRandom(DEMO_TOWN_SEED + 11);
  const cars = parts.vehicles.filter(({ id }) => id.startsWith('taxi-'));
  const { http } = createConnection(access);
  await enterDrivers(http, cars);
  const cabbies = cars.map((car) => {
    const driverId = driverOf(car);
    const connection = createConnection(accessAs(driverId, 'driver', [car.id]));
    return new Cabbie({ driverId, car, connection, graph, places, random, pace });
  });
  await Promise.all(cabbies.map((cabbie) => cabbie.start()));
  const stop = keepStepping(cabbies, ridersOf(accessAs, random, pace), { everyMs: STEP_MS / pace, onFailed });
  return {
    taxis: cars.length,
    close() {
      stop();
      for (const cabbie of cabbies) cabbie.close();
    },
  };
}

function ridersOf(accessAs: AccessAs, random: Random, pace: number): Riders {
  const connections = new Map<string, Connection>();
  const httpOf = (riderId: string): HttpApi => {
    const known = connections.get(riderId) ?? createConnection(accessAs(riderId, 'customer'));
    connections.set(riderId, known);
    return known.http;
  };
  return new Riders({ httpOf, places: demoTown().places, random, pace });
}

interface Stepping {
  readonly everyMs: number;
  readonly onFailed: (error: unknown) => void;
}

/** What fails at the end, when calls are cut off, is nothing to tell. */
function keepStepping(
  cabbies: readonly Cabbie[],
  riders: Riders,
  { everyMs, onFailed }: Stepping,
): () => void {
  let isOver = false;
  const failed = (error: unknown): void => {
    if (!isOver) onFailed(error);
  };
  const stopStepping = repeat(
    async () => {
      const now = Date.now();
      await Promise.all([riders, ...cabbies].map((one) => one.step(now).catch(failed)));
    },
    everyMs,
    failed,
  );
  return () => {
    isOver = true;
    stopStepping();
  };
}

/** People have names on the board. Who is known already may have been renamed, and stays. */
async function enterDrivers(http: HttpApi, cars: readonly Vehicle[]): Promise<void> {
  const known = await http.listDrivers({ q: 'cabbie-', limit: 1 });
  if (known.items.length > 0) return;
  await Promise.all(
    cars.map((car, index) =>
      http.putDriver(
        { id: driverOf(car) },
        { name: NAMES[index % NAMES.length] ?? car.id, vehicleId: car.id },
      ),
    ),
  );
}

function driverOf({ id }: Vehicle): string {
  return id.replace('taxi', 'cabbie');
}
