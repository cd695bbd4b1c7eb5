import { type Fix, type Topic, topicKey } from '@waycast/contract';
import type { History, VehicleOfTenant } from '../ports/history.ts';

/** Vehicles in one question to history. */
const MAX_ASKED = 1000;

interface Wanted {
  readonly vehicle: VehicleOfTenant;
  readonly askers: Asker[];
}

interface Asker {
  readonly resolve: (fix: Fix | undefined) => void;
  readonly reject: (error: unknown) => void;
}

/** The newest fixes that history knows, by vehicle topic. */
export interface Recall {
  /** In the order of the topics; undefined for a vehicle that never reported. Rejects when history does. */
  newest(topics: readonly Topic[]): Promise<(Fix | undefined)[]>;
}

/**
 * Asks history in few questions: what is wanted while one is under way shares the next, each vehicle once. A thousand
 * new vehicles that report one by one would otherwise cost a thousand round trips.
 */
export function createRecall(history: Pick<History, 'lastOf'>): Recall {
  // Bounded by the requests under way, each of which waits for its answer.
  let waiting = new Map<string, Wanted>();
  let asking = false;

  async function askAll(): Promise<void> {
    asking = true;
    // What the same turn wants goes along.
    await Promise.resolve();
    while (waiting.size > 0) await ask(take());
    asking = false;
  }

  function take(): Map<string, Wanted> {
    const all = [...waiting];
    waiting = new Map(all.slice(MAX_ASKED));
    return new Map(all.slice(0, MAX_ASKED));
  }

  async function ask(wanted: ReadonlyMap<string, Wanted>): Promise<void> {
    try {
      const found = await history.lastOf(Array.from(wanted.values(), ({ vehicle }) => vehicle));
      const fixes = new Map(found.map(({ tenant, fix }) => [keyOf({ ...fix, tenant }), fix]));
      for (const [key, { askers }] of wanted) for (const { resolve } of askers) resolve(fixes.get(key));
    } catch (error) {
      for (const { askers } of wanted.values()) for (const { reject } of askers) reject(error);
    }
  }

  function want(vehicle: VehicleOfTenant): Promise<Fix | undefined> {
    const key = keyOf(vehicle);
    const wanted = waiting.get(key) ?? { vehicle, askers: [] };
    waiting.set(key, wanted);
    return new Promise((resolve, reject) => wanted.askers.push({ resolve, reject }));
  }

  return {
    newest(topics) {
      const answers = topics.map(({ tenant, id }) => want({ tenant, vehicleId: id }));
      if (!asking) void askAll();
      return Promise.all(answers);
    },
  };
}

function keyOf({ tenant, vehicleId }: VehicleOfTenant): string {
  return topicKey({ tenant, family: 'vehicle', id: vehicleId });
}
