import type { Fix, Topic } from '@waycast/contract';
import type { AlertRules } from '../../ports/alerts.ts';
import type { Clock } from '../../ports/clock.ts';
import type { History } from '../../ports/history.ts';
import type { KeyedState } from '../../ports/live.ts';
import type { Log } from '../../ports/log.ts';
import type { MakeAlerts } from './alert-maker.ts';
import { type Occurrence, silenceOf } from './occurrence.ts';

export interface OfflineNoticesParts {
  readonly make: MakeAlerts;
  readonly onMade: () => void;
  readonly store: Pick<AlertRules, 'tenantsWith'>;
  readonly history: Pick<History, 'lastOfAll'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly offlineAfterMs: number;
}

/**
 * Alerts of vehicles that went silent. Live tells of each on one server or two, and a server that starts looks for those
 * that went silent while none ran; the time of the last fix is the key, so that each silence makes one alert.
 */
export interface OfflineNotices {
  /** Live says that a vehicle is OFFLINE. Never throws or waits. */
  silent(topic: Topic, last: KeyedState): void;
  /** Looks for vehicles that went silent within the last day, of tenants that want to know. */
  recall(): Promise<void>;
  close(): Promise<void>;
}

/** Silences that wait for the database. */
const MAX_WAITING = 10_000;
const RETRY_MS = 5000;
const DAY_MS = 86_400_000;

export function createOfflineNotices(parts: OfflineNoticesParts): OfflineNotices {
  return new WaitingNotices(parts);
}

class WaitingNotices implements OfflineNotices {
  readonly #parts: OfflineNoticesParts;
  #waiting: Occurrence[] = [];
  #telling: Promise<void> | undefined;
  #cancel: (() => void) | undefined;
  #closed = false;

  constructor(parts: OfflineNoticesParts) {
    this.#parts = parts;
  }

  silent({ tenant, id }: Topic, { version, data }: KeyedState): void {
    this.#add([silenceOf(tenant, id, version, { ...data })]);
  }

  async recall(): Promise<void> {
    const { store, history, clock, offlineAfterMs } = this.#parts;
    for (const tenant of await store.tenantsWith('offline')) {
      for await (const chunk of history.lastOfAll(tenant)) {
        if (this.#closed) return;
        const now = clock.now();
        const silent = chunk.filter(({ fix }) => fix.time <= now - offlineAfterMs && fix.time > now - DAY_MS);
        this.#add(silent.map(({ fix }) => silenceOf(tenant, fix.vehicleId, fix.time, factsOf(fix))));
      }
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#cancel?.();
    await this.#telling;
  }

  #add(occurrences: readonly Occurrence[]): void {
    // Beyond the bound the database has been away for long; a start looks for what is left out.
    this.#waiting.push(...occurrences.slice(0, MAX_WAITING - this.#waiting.length));
    this.#tell();
  }

  /** Now, or when the retry that is armed comes. */
  #tell(): void {
    if (this.#waiting.length === 0 || this.#cancel !== undefined || this.#closed) return;
    this.#telling ??= this.#tellAll().finally(() => {
      this.#telling = undefined;
      this.#tell();
    });
  }

  /** Never rejects. */
  async #tellAll(): Promise<void> {
    const { make, onMade, clock, log } = this.#parts;
    const told = this.#waiting;
    this.#waiting = [];
    try {
      if ((await make(told)) > 0) onMade();
    } catch (error) {
      log.warn({ err: error }, 'could not make alerts of vehicles that went silent; trying again');
      this.#waiting = [...told, ...this.#waiting].slice(0, MAX_WAITING);
      if (this.#closed) return;
      this.#cancel = clock.after(RETRY_MS, () => {
        this.#cancel = undefined;
        this.#tell();
      });
    }
  }
}

function factsOf({ latitude, longitude, accuracy, time, receivedAt }: Fix): Record<string, unknown> {
  return {
    latitude,
    longitude,
    accuracy,
    timestamp: new Date(time).toISOString(),
    receivedAt: new Date(receivedAt).toISOString(),
  };
}
