import type { Topic } from '@waycast/contract';

/**
 * Notices which vehicles have not been heard for a while, on any server. Promises:
 * - S1 A vehicle that was heard and then not for the watch's time falls silent once, on one of the servers; on another
 *   one as well when that one dies over it.
 * - S2 Hearing it on any server starts its time anew.
 * - S3 The death of the server that heard it changes nothing: another one notices, within 5 s of the time.
 */
export interface SilenceWatch {
  /** These were heard now. Never throws or waits. */
  heard(topics: readonly Topic[]): void;
  close(): void;
}

/** Opens the watch: `fallSilent` is called for a vehicle that was not heard for `afterMs`. */
export type OpenSilenceWatch = (afterMs: number, fallSilent: (topic: Topic) => void) => SilenceWatch;
