import { LRUCache } from 'lru-cache';
import type { Clock } from '../../../ports/clock.ts';
import type { FollowLog, FollowNotes, FollowRecord } from '../../../ports/follow-log.ts';
import type { Log } from '../../../ports/log.ts';

/** Entries that wait are written this often. */
const WRITE_EVERY_MS = 2000;
const MAX_WAITING = 10_000;
const ROWS_PER_WRITE = 1000;
/** The same read again within this time is not noted. */
const READ_ONCE_MS = 600_000;
const MAX_REMEMBERED = 50_000;

export interface FollowNotesParts {
  readonly followLog: Pick<FollowLog, 'add'>;
  readonly clock: Clock;
  readonly log: Log;
}

/** Notes that are written soon, and until then wait in memory: beyond 10,000 the oldest are lost, which is logged. */
export interface OpenFollowNotes extends FollowNotes {
  /** Writes what waits. */
  flush(): Promise<void>;
  close(): Promise<void>;
}

export function createFollowNotes({ followLog, clock, log }: FollowNotesParts): OpenFollowNotes {
  const read = new LRUCache<string, number>({ max: MAX_REMEMBERED });
  let waiting: FollowRecord[] = [];
  let lost = 0;
  let cancel: (() => void) | undefined;
  let writing: Promise<void> = Promise.resolve();
  let closed = false;

  function note(entry: Omit<FollowRecord, 'at'>): void {
    if (waiting.length >= MAX_WAITING) {
      waiting.shift();
      lost += 1;
    }
    waiting.push({ ...entry, at: clock.now() });
    if (!closed) cancel ??= clock.after(WRITE_EVERY_MS, () => void flush());
  }

  function flush(): Promise<void> {
    cancel?.();
    cancel = undefined;
    writing = writing.then(write);
    return writing;
  }

  /** Never rejects: what could not be written waits for the next time. */
  async function write(): Promise<void> {
    while (waiting.length > 0) {
      const some = waiting.slice(0, ROWS_PER_WRITE);
      waiting = waiting.slice(some.length);
      try {
        await followLog.add(some);
      } catch (error) {
        log.warn({ err: error }, 'who followed what could not be written; trying again');
        const room = Math.max(0, MAX_WAITING - waiting.length);
        lost += Math.max(0, some.length - room);
        waiting = [...some.slice(some.length - Math.min(room, some.length)), ...waiting];
        if (!closed) cancel ??= clock.after(WRITE_EVERY_MS, () => void flush());
        break;
      }
    }
    if (lost > 0)
      log.error({ lost }, 'entries of who followed what are lost: the database was away for too long');
    lost = 0;
  }

  return {
    followed: note,
    read(entry) {
      const { tenant, subjectId, action, vehicleId, tripId, studentId } = entry;
      const key = [tenant, subjectId, action, vehicleId, tripId, studentId].join(' ');
      const now = clock.now();
      if (now - (read.get(key) ?? Number.NEGATIVE_INFINITY) < READ_ONCE_MS) return;
      read.set(key, now);
      note(entry);
    },
    flush,
    async close() {
      closed = true;
      await flush();
    },
  };
}
