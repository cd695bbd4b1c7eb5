import type { WaycastConfig } from './config.ts';
import { cutLines } from './modules/roads/lines/cut-lines.ts';
import type { RoadLine } from './modules/roads/lines/read-lines.ts';
import type { TakenCount, TakingOver as TakingOverPieces } from './ports/take-over.ts';
import { withStore } from './storage.ts';

export type { TakenCount, TakenObservation, TakenUser } from './ports/take-over.ts';
/** A road: its parts one after the other, positions [latitude, longitude]; its id has no `~`. */
export type TakenLine = RoadLine;

/** Writes in the running transaction; each call resolves to how many rows were new and how many were there. */
export interface TakingOver extends Pick<TakingOverPieces, 'users' | 'observations'> {
  /** All roads at once: they are cut where they meet, and to pieces of at most 200 m, which are what is counted. */
  segments(lines: readonly TakenLine[]): Promise<TakenCount>;
}

/**
 * Takes over rows of another system into the tables of a tenant, all or nothing: one transaction, undone where `work`
 * rejects. The database is brought up to date first. Servers may go on serving from PostgreSQL; the embedded database
 * is refused while another process has it. Rejects with WaycastError `unavailable` when it cannot be reached.
 */
export function takeOver<T>(
  config: WaycastConfig,
  tenant: string,
  work: (into: TakingOver) => Promise<T>,
): Promise<T> {
  return withStore(config, ({ takeOver: store }) =>
    store.takeOver(tenant, (into) =>
      work({
        users: (users) => into.users(users),
        observations: (observations) => into.observations(observations),
        segments: (lines) => into.segments(cutLines(tenant, lines)),
      }),
    ),
  );
}
