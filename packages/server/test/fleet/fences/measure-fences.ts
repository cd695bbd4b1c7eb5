/*
 * What judging fixes by fences costs: 1,000 vehicles in a region with 10,000 fences of one tenant.
 *
 *   npx node -C waycast-source packages/server/test/fleet/fences/measure-fences.ts
 */
import type { Fix } from '@waycast/contract';
import { boundsOf, createRandom, destination, type FenceShape, type LatLng, type Random } from '@waycast/geo';
import { fenceStage } from '../../../src/modules/fleet/fences/fence-stage.ts';
import { TenantFences } from '../../../src/modules/fleet/fences/tenant-fences.ts';
import type { GeofenceVersion } from '../../../src/ports/fences.ts';
import { NO_TRIPS } from '../../../src/ports/vehicle-trips.ts';
import { CENTER, circle, START } from './fence-world.ts';

const FENCES = 10_000;
const VEHICLES = 1000;
const FIXES_EACH = 300;
const REGION_M = 25_000;

const random = createRandom(7);

function somewhere(): LatLng {
  return destination(CENTER, random.between(0, 360), Math.sqrt(random.next()) * REGION_M);
}

/** Six circles, three polygons and a corridor of ten, as large as yards, quarters and streets are. */
function someShape(number: number): FenceShape {
  const center = somewhere();
  const kind = number % 10;
  if (kind < 6) return { type: 'circle', center, radiusM: random.between(50, 300) };
  const corners = Math.round(random.between(8, 40));
  if (kind < 9) return { type: 'polygon', outer: star(center, corners, random) };
  const line = [center];
  for (let bearing = random.between(0, 360); line.length < corners; bearing += random.between(-30, 30))
    line.push(destination(line.at(-1) ?? center, bearing, 80));
  return { type: 'corridor', line, widthM: 60 };
}

function star(center: LatLng, corners: number, { between }: Random): LatLng[] {
  return Array.from({ length: corners }, (_, i) =>
    destination(center, (360 * i) / corners, between(150, 400)),
  );
}

/** A vehicle that drives through the region, one fix every ten seconds. */
function ride(vehicle: number): Fix[] {
  let at = somewhere();
  let bearing = random.between(0, 360);
  return Array.from({ length: FIXES_EACH }, (_, i) => {
    bearing += random.between(-40, 40);
    at = destination(at, bearing, random.between(0, 150));
    const time = START + i * 10_000;
    return { vehicleId: `bus-${vehicle}`, ...at, time, receivedAt: time, accuracy: random.between(3, 20) };
  });
}

const versions: GeofenceVersion[] = Array.from({ length: FENCES }, (_, i) =>
  circle(`fence-${i}`, { shape: someShape(i), dwellS: 120 }),
);
const rides = Array.from({ length: VEHICLES }, (_, i) => ride(i));

const fences = new TenantFences();
const loadMs = took(() => fences.apply(versions));
const fixes = VEHICLES * FIXES_EACH;

const index = fences.indexFor('bus-1', new Set());
let near = 0;
const lookupMs = took(() => {
  for (const track of rides)
    for (const { longitude, latitude, time } of track)
      near += index.touching([longitude, latitude, longitude, latitude], time).length;
});
let between = 0;
const wayMs = took(() => {
  for (const track of rides)
    for (const [i, fix] of track.entries()) {
      const box = boundsOf([track[i - 1] ?? fix, fix]);
      if (box !== undefined) between += index.touching(box, fix.time).length;
    }
});

let found = 0;
let stateBytes = 0;
const stageMs = took(() => {
  for (const track of rides) {
    const vehicleId = track[0]?.vehicleId ?? '';
    const setting = {
      tenant: 'default',
      vehicleId,
      speedLimitMps: null,
      fences: fences.indexFor(vehicleId, new Set()),
      trips: NO_TRIPS,
    };
    let state = fenceStage.start();
    for (const fix of track) {
      const step = fenceStage.step(state, fix, setting);
      state = step.state;
      found += step.found.length;
    }
    stateBytes = Math.max(stateBytes, JSON.stringify(state).length);
  }
});

const each = (ms: number): string => `${((1000 * ms) / fixes).toFixed(2)} µs`;
console.log(`${FENCES} fences taken in: ${loadMs.toFixed(0)} ms`);
console.log(`fences around a position: ${each(lookupMs)} (${(near / fixes).toFixed(2)} boxes)`);
console.log(`fences along a way: ${each(wayMs)} (${(between / fixes).toFixed(2)} boxes)`);
console.log(
  `the whole stage, a fix: ${each(stageMs)} (${found} findings of ${fixes} fixes; state up to ${stateBytes} bytes)`,
);

function took(work: () => void): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}
