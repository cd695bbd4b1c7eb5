import type { Connection } from '@waycast/client';
import type { FleetStore } from './fleet-store.ts';

/** Vehicles glide between fixes, so batches need not come for every frame. */
const TICK_MS = 200;
/** A viewer follows vehicles one by one; more than this nobody was granted by hand. */
const SINGLE_MAX = 500;

/**
 * Keeps the store up to date with all that the subject may see: the tenant's fleet, or each granted vehicle where the
 * fleet as a whole is refused. Returns the function that stops it.
 */
export function followFleet(
  connection: Connection,
  store: FleetStore,
  onProblem: (message: string) => void,
): () => void {
  const closers: (() => void)[] = [];
  let stopped = false;
  const followSingly = async (): Promise<void> => {
    const { vehicles } = await connection.http.listVehicles();
    if (stopped) return;
    for (const { vehicleId } of vehicles.slice(0, SINGLE_MAX)) {
      const subscription = connection.trackVehicle(vehicleId, (location) => {
        if (location !== null) store.apply([location], performance.now());
      });
      closers.push(() => subscription.close());
    }
  };
  const fleet = connection.trackFleet(
    {
      tickMs: TICK_MS,
      onError: () => {
        followSingly().catch((error: unknown) =>
          onProblem(error instanceof Error ? error.message : String(error)),
        );
      },
    },
    (updates) => store.apply(updates, performance.now()),
  );
  closers.push(() => fleet.close());
  return () => {
    stopped = true;
    for (const close of closers) close();
  };
}
