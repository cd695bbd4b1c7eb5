import type { Topic } from '@waycast/contract';
import { createMemoryLive } from '../../src/adapters/memory/live.ts';
import { instrumented } from '../../src/conformance/instrumented.ts';
import { toLocationUpdate } from '../../src/kernel/location-update.ts';
import type { Live } from '../../src/ports/live.ts';
import { createKernelRig, type KernelRig } from '../kernel/kernel-rig.ts';
import { type Follower, openFollower } from './follower.ts';

export const VEHICLES = ['v0', 'v1', 'v2'] as const;
export type VehicleId = (typeof VEHICLES)[number];

/** Topics that followers join by name; `fleet` has commands of its own. */
export const TOPIC_NAMES = VEHICLES.flatMap((id) => [`vehicle:${id}`, `geofence:${id}`]);

const TENANT = 'acme';
/** Short, so that positions fall out of it. */
const LOG_TAIL = 50;
const T0 = Date.parse('2026-05-04T07:45:50.000Z');

/** A kernel with its clients, and what was published to them. */
export interface World {
  readonly rig: KernelRig;
  readonly live: Live;
  /** All that ever connected; the gone ones too, whose journals still count. */
  readonly followers: Follower[];
  /** Newest version of each vehicle, in steps from 1. */
  readonly newest: Map<VehicleId, number>;
  /** Subscriptions that are open in live. */
  subscriptions(): number;
  connect(): Promise<void>;
  publishFix(id: VehicleId, announce: 'now' | 'later'): Promise<void>;
  announce(id: VehicleId): Promise<void>;
  publishAlerts(id: VehicleId, count: number): Promise<void>;
  close(): Promise<void>;
}

export async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise((resolve) => setImmediate(resolve));
}

/** `delays`: turns that each operation of live takes, over and over. */
export function createWorld(delays: readonly number[]): World {
  const real = createMemoryLive({ logTail: LOG_TAIL });
  let operations = 0;
  const slow = async (): Promise<void> => turns(delays[operations++ % delays.length] ?? 0);
  let open = 0;
  const counted: Live = instrumented(real, slow, ['subscribe', 'get', 'replay', 'list']);
  const live: Live = new Proxy(counted, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (name !== 'subscribe') return member;
      return async (...args: Parameters<Live['subscribe']>) => {
        const end = await target.subscribe(...args);
        open += 1;
        return async () => {
          open -= 1;
          await end();
        };
      };
    },
  });
  const rig = createKernelRig({ ports: { live } });
  const followers: Follower[] = [];
  const newest = new Map<VehicleId, number>();

  return {
    rig,
    live: real,
    followers,
    newest,
    subscriptions: () => open,
    async connect() {
      followers.push(await openFollower(rig));
    },
    async publishFix(id, announce) {
      const version = (newest.get(id) ?? 0) + 1;
      newest.set(id, version);
      await real.set([
        {
          topic: topicOf('vehicle', id),
          event: 'location:update',
          data: fixData(id, version),
          version,
          announce,
          whenAbsent: 'store',
        },
      ]);
    },
    async announce(id) {
      await real.announce(topicOf('vehicle', id));
    },
    async publishAlerts(id, count) {
      for (let index = 0; index < count; index++) {
        await real.append(topicOf('geofence', id), 'geofence:alert', { vehicleId: id });
      }
    },
    close: () => rig.close(),
  };
}

export function topicOf(family: 'vehicle' | 'geofence', id: VehicleId): Topic {
  return { tenant: TENANT, family, id };
}

/** A position whose timestamp is its version. */
function fixData(vehicleId: VehicleId, version: number): object {
  const position = { latitude: 52, longitude: -8, accuracy: null, time: T0 + version, receivedAt: T0 };
  return toLocationUpdate({ vehicleId, ...position }, 'ONLINE');
}

/** The version of a position, as a client sees it. */
export function versionOf(update: object): number {
  return 'timestamp' in update ? Date.parse(String(update.timestamp)) - T0 : Number.NaN;
}
