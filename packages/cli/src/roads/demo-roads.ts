import { createConnection, type HttpApi } from '@waycast/client';
import type { RoadObservation } from '@waycast/contract';
import { createRandom, DEMO_TOWN_SEED } from '@waycast/geo';
import { createFleet } from '../fleet/create-fleet.ts';
import { demoTown } from '../fleet/demo-town.ts';
import { repeat } from '../fleet/repeat.ts';
import type { AccessAs, ServerAccess } from '../sending/server-access.ts';
import { Phone } from './phone.ts';
import { TownRoads } from './town-roads.ts';
import { Warners } from './warners.ts';

const PHONES = 24;
const STEP_MS = 2000;
/** What a newcomer finds: so much history, in steps of STEP_MS. */
const PAST_MS = 25 * 60_000;
const BATCH = 1000;

export interface DemoRoadsParts {
  /** As a dispatcher. */
  readonly access: ServerAccess;
  readonly accessAs: AccessAs;
  /** Something went wrong; it is tried again. */
  readonly onFailed: (error: unknown) => void;
  /** Times real time, for what people wait; default 1. */
  readonly pace?: number;
}

/** The demo's roads under observation. */
export interface RunningRoads {
  readonly phones: number;
  readonly roads: TownRoads;
  close(): void;
}

/**
 * Enters the town's streets where the server knows no roads, with what phones have found on them in the last minutes,
 * and lets phones and people go on telling.
 */
export async function startDemoRoads(parts: DemoRoadsParts): Promise<RunningRoads> {
  const { access, onFailed, pace = 1 } = parts;
  const roads = new TownRoads(demoTown());
  const random = createRandom(DEMO_TOWN_SEED + 29);
  const cars = createFleet({ vehicles: PHONES, seed: DEMO_TOWN_SEED + 31, town: demoTown() });
  const phones = cars.map((car, index) => new Phone(index + 1, car, roads, random));
  const { http } = createConnection(access);
  const isNew = await enterRoads(http, roads);
  if (isNew) await post(http, pastOf(phones, Date.now()));
  const warners = new Warners({ ...parts, phones, random, pace });
  let drivenUntil = Date.now();
  const stop = repeat(
    async () => {
      const now = Date.now();
      for (const phone of phones) phone.drive((now - drivenUntil) / 1000);
      drivenUntil = now;
      await post(http, observed(phones, now));
      await warners.step(now);
    },
    STEP_MS / Math.min(pace, 10),
    onFailed,
  );
  return {
    phones: phones.length,
    roads,
    close() {
      stop();
      warners.close();
    },
  };
}

/** Whether the server knew no roads. */
async function enterRoads(http: HttpApi, roads: TownRoads): Promise<boolean> {
  const known = await http.roadSegments({ bbox: '-180,-90,180,90', limit: 1 });
  if (known.features.length > 0) return false;
  await http.importSegments({}, roads.geoJson());
  return true;
}

function pastOf(phones: readonly Phone[], now: number): RoadObservation[] {
  const past: RoadObservation[] = [];
  for (let time = now - PAST_MS; time < now; time += STEP_MS) {
    for (const phone of phones) phone.drive(STEP_MS / 1000);
    past.push(...observed(phones, time));
  }
  return past;
}

function observed(phones: readonly Phone[], time: number): RoadObservation[] {
  return phones.map((phone) => phone.observe(time)).filter((one) => one !== undefined);
}

async function post(http: HttpApi, observations: readonly RoadObservation[]): Promise<void> {
  for (let at = 0; at < observations.length; at += BATCH)
    await http.postObservations({ observations: observations.slice(at, at + BATCH) });
}
