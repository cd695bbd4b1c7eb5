import { type Connection, createConnection, type HttpApi } from '@waycast/client';
import { createRandom, DEMO_TOWN_SEED, type Random } from '@waycast/geo';
import { demoTown } from '../fleet/demo-town.ts';
import { repeat } from '../fleet/repeat.ts';
import type { Vehicle } from '../fleet/vehicle.ts';
import type { AccessAs, ServerAccess } from '../sending/server-access.ts';
import { Cabbie } from './cabbie.ts';
import { Riders } from './riders.ts';

const STEP_MS = 1000;
const NAMES = 'Aidan Bea Carl Dora Elif Finn Greta Hugo Ines Jack Kaya Liam Mona Noor Otto Pia'.split(' ');

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
  const stops = [ridersOf(accessAs, random, pace), ...cabbies].map((one) =>
    repeat(() => one.step(Date.now()), STEP_MS / pace, onFailed),
  );
  return {
    taxis: cars.length,
    close() {
      for (const stop of stops) stop();
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
