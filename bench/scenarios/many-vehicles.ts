import { fixesIn } from '../contenders/batches.ts';
import { contend } from '../contenders/contend.ts';
import type { ContenderKind, Follows, RunningContender } from '../contenders/contender-kind.ts';
import { openCrowd, type PublishOptions } from '../load/crowd.ts';
import { type Contender, type Measurement, type RunOptions, scaled } from '../scenario.ts';
import { measureDelivery } from './measure-delivery.ts';
import { warmUp } from './warm-up.ts';

const VEHICLES = 1000;
/** Vehicles stand on a grid of so many columns, 0.01° apart, as the crowd's program places them. */
const COLUMNS = 40;
const ROWS = VEHICLES / COLUMNS;
const SPACING = 0.01;
const WEST = -9;
const SOUTH = 52;
const PUBLISHERS = 8;

/** Followers of many vehicles: of a box of so many columns and rows, or of all there are. */
export interface ManyVehicles {
  readonly followers: number;
  readonly box: { readonly columns: number; readonly rows: number } | 'all';
  readonly pace: PublishOptions['pace'];
  /** Updates are counted, and timed, in every so many connections: the generator must not be what is measured. */
  readonly sampleEvery: number;
}

/** What a follower asks for: each vehicle by itself, or its box of the fleet. */
type Asks = 'vehicles' | 'fleet';

export function manyVehicles(
  kind: ContenderKind,
  asks: Asks,
  shape: ManyVehicles,
  name = kind.name,
): Contender {
  const setting = { hasDashboards: shape.box === 'all' };
  return contend(kind, setting, (server, options) => measure(server, asks, shape, options), name);
}

async function measure(
  server: RunningContender,
  asks: Asks,
  shape: ManyVehicles,
  options: RunOptions,
): Promise<Measurement> {
  const publishers = Array.from({ length: PUBLISHERS }, () => server.publisher());
  const followers = Array.from({ length: scaled(shape.followers, options) }, (_, n) =>
    server.follower(followsOf(asks, shape, n)),
  );
  const { sampleEvery } = shape;
  const crowd = await openCrowd(server, [...publishers, ...followers], { sampleEvery });
  const { template } = server;
  const publish = (seconds: number, pace = shape.pace) =>
    crowd.publish({
      group: 'publishers',
      template,
      vehicles: VEHICLES,
      columns: COLUMNS,
      seconds,
      pace,
    });
  try {
    await warmUp(server, publish, options, fixesIn(template));
    const measured = await measureDelivery(server, crowd, () => publish(options.seconds));
    return withShare(measured, fixesIn(template), followers.length * shareOf(shape));
  } finally {
    await crowd.close();
  }
}

/** Adds how many of the updates that followers could have got were delivered: the others were replaced by newer ones. */
function withShare(measured: Measurement, fixesPerMessage: number, followersPerVehicle: number): Measurement {
  const fixes = (measured.extra?.['fixes/s'] ?? Number.NaN) * fixesPerMessage;
  const delivered = (100 * (measured.rate ?? Number.NaN)) / (fixes * followersPerVehicle);
  return { ...measured, extra: { ...measured.extra, 'fixes/s': fixes, 'delivered %': delivered } };
}

/** The part of all vehicles that a follower sees. */
function shareOf({ box }: ManyVehicles): number {
  return box === 'all' ? 1 : (box.columns * box.rows) / VEHICLES;
}

function followsOf(asks: Asks, { box }: ManyVehicles, n: number): Follows {
  if (box === 'all') return 'fleet';
  // Everyone looks at another place, and no two boxes are quite equal.
  const column = (n * 7) % (COLUMNS - box.columns + 1);
  const row = (n * 5) % (ROWS - box.rows + 1);
  if (asks === 'vehicles') return vehiclesIn(column, row, box);
  const west = WEST + (column - 0.4) * SPACING + n * 1e-7;
  const south = SOUTH + (row - 0.4) * SPACING + n * 1e-7;
  const bbox = [west, south, west + box.columns * SPACING, south + box.rows * SPACING];
  return { bbox: bbox.map((degrees) => Number(degrees.toFixed(7))) };
}

function vehiclesIn(column: number, row: number, box: { columns: number; rows: number }): string[] {
  return Array.from({ length: box.columns * box.rows }, (_, k) => {
    const [x, y] = [column + (k % box.columns), row + Math.floor(k / box.columns)];
    return `bus-${y * COLUMNS + x}`;
  });
}
