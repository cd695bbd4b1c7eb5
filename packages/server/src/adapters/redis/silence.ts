import { randomUUID } from 'node:crypto';
import type { Topic } from '@waycast/contract';
import { isId, isTenantId } from '@waycast/contract';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import type { OpenSilenceWatch, SilenceWatch } from '../../ports/silence.ts';
import { chunksOf } from './keyed-script.ts';
import { LastHeard } from './last-heard.ts';
import type { Redis } from './redis.ts';
import { listOf, textOf } from './replies.ts';
import { loadScript } from './scripts.ts';

const KEY = 'waycast:heard';
/** In braces, so that on a Cluster it shares the other's slot. */
const TAKEN_KEY = `{${KEY}}:taken`;
/** What was heard is written this often, and the silent are looked for. */
const WRITE_MS = 250;
const CLAIM_MS = 1_000;
const MAX_CLAIMED = 200;
const CHUNK = 500;
/** So long a server has for seeing to the vehicles that it took, before another one takes them. */
const TAKEN_MS = 10_000;
/** After a break other servers need a moment to write what they know; nobody is taken for silent before. */
const SETTLE_MS = 2_000;
/** A vehicle that another server should have taken by now. */
const GRACE_MS = 5_000;

export interface RedisSilenceOptions {
  readonly redis: Redis;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Watches for silence together with all servers: when each vehicle was last heard is one sorted set in Redis, from
 * which a silent one is taken by one server. While Redis is away each server watches those that it heard itself.
 */
export function createRedisSilence(options: RedisSilenceOptions): OpenSilenceWatch {
  return (afterMs, fallSilent) => new RedisSilenceWatch(options, afterMs, fallSilent);
}

class RedisSilenceWatch implements SilenceWatch {
  readonly #redis: Redis;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #afterMs: number;
  readonly #fallSilent: (topic: Topic) => void;
  readonly #heardScript = loadScript('heard');
  readonly #claimScript = loadScript('claim-silent');
  readonly #ownName = `~${randomUUID()}`;
  readonly #lastHeard = new LastHeard();
  readonly #unwritten = new Set<string>();
  /** Taken by this server, and still to be struck off: with the next look they have been seen to. */
  #taken: string[] = [];
  readonly #ends: (() => void)[];
  #setName = '';
  #settledAt: number;
  #cancelWriting: (() => void) | undefined;
  #cancelClaiming: () => void;

  constructor({ redis, clock, log }: RedisSilenceOptions, afterMs: number, fallSilent: (t: Topic) => void) {
    this.#redis = redis;
    this.#clock = clock;
    this.#log = log;
    this.#afterMs = afterMs;
    this.#fallSilent = fallSilent;
    this.#settledAt = clock.now();
    this.#ends = [redis.onState((state) => state === 'connected' && this.#writeAll())];
    this.#cancelClaiming = clock.after(CLAIM_MS, () => this.#look());
  }

  heard(topics: readonly Topic[]): void {
    const now = this.#clock.now();
    for (const topic of topics) {
      const name = nameOf(topic);
      this.#lastHeard.heard(name, now);
      this.#unwritten.add(name);
    }
    this.#cancelWriting ??= this.#clock.after(WRITE_MS, () => this.#write());
  }

  close(): void {
    if (this.#unwritten.size > 0) this.#write();
    this.#cancelWriting?.();
    this.#cancelClaiming();
    for (const end of this.#ends.splice(0)) end();
    this.#lastHeard.clear();
  }

  get #isAway(): boolean {
    return this.#redis.state === 'disconnected' || this.#redis.state === 'connecting';
  }

  #look(): void {
    const done = (): void => {
      if (this.#ends.length > 0) this.#cancelClaiming = this.#clock.after(CLAIM_MS, () => this.#look());
    };
    if (this.#isAway) {
      this.#taken = [];
      for (const name of this.#lastHeard.takeBefore(this.#clock.now() - this.#afterMs)) this.#announce(name);
      return done();
    }
    this.#strikeOff();
    this.#claim().then(done, (error) => {
      this.#log.debug({ err: error }, 'could not look for silent vehicles');
      done();
    });
  }

  async #claim(): Promise<void> {
    if (this.#clock.now() < this.#settledAt) return;
    const args = [String(this.#afterMs), String(MAX_CLAIMED), this.#setName, String(TAKEN_MS)];
    const [name, silent] = listOf((await this.#redis.run(this.#claimScript, [KEY, TAKEN_KEY], args)).value);
    if (name !== this.#setName || name === '') return this.#writeAll(textOf(name));
    for (const vehicle of listOf(silent)) this.#take(textOf(vehicle));
    this.#lastHeard.takeBefore(this.#clock.now() - this.#afterMs - GRACE_MS);
    if (listOf(silent).length === MAX_CLAIMED) await this.#claim();
  }

  #take(name: string): void {
    this.#taken.push(name);
    if (this.#lastHeard.isAfter(name, this.#clock.now() - this.#afterMs)) {
      // Heard here a moment ago, and not written yet.
      this.#unwritten.add(name);
      this.#cancelWriting ??= this.#clock.after(WRITE_MS, () => this.#write());
    } else {
      this.#lastHeard.forget(name);
      this.#announce(name);
    }
  }

  /** What this fails to strike off, a server takes once more, to find that it was seen to. */
  #strikeOff(): void {
    for (const names of chunksOf(this.#taken, CHUNK)) {
      this.#redis
        .command(TAKEN_KEY, ['ZREM', TAKEN_KEY, ...names])
        .catch((error) => this.#log.debug({ err: error }, 'could not strike off silent vehicles'));
    }
    this.#taken = [];
  }

  #announce(name: string): void {
    const topic = topicOf(name);
    if (topic !== undefined) this.#fallSilent(topic);
  }

  /** Writes what this server knows into a set that may lack it. */
  #writeAll(setName = this.#setName): void {
    this.#setName = setName;
    this.#settledAt = this.#clock.now() + SETTLE_MS;
    const from = this.#clock.now() - this.#afterMs - GRACE_MS;
    for (const name of this.#lastHeard.since(from)) this.#unwritten.add(name);
    this.#write();
  }

  #write(): void {
    this.#cancelWriting?.();
    this.#cancelWriting = undefined;
    const now = this.#clock.now();
    const names = [...this.#unwritten];
    this.#unwritten.clear();
    // What is heard while Redis is away is written on its return.
    if (this.#isAway) return;
    // An empty write makes the set known.
    const chunks = names.length === 0 ? [[]] : chunksOf(names, CHUNK);
    for (const chunk of chunks) {
      const ages = chunk.flatMap((name) => [name, String(this.#lastHeard.age(name, now))]);
      this.#redis.run(this.#heardScript, [KEY], [this.#ownName, ...ages]).then(
        ({ value }) => this.#wrote(textOf(value)),
        (error) => this.#notWritten(chunk, error),
      );
    }
  }

  #wrote(setName: string): void {
    if (setName === this.#setName || this.#ends.length === 0) return;
    const isFirst = this.#setName === '';
    this.#setName = setName;
    if (!isFirst) this.#writeAll();
  }

  #notWritten(names: readonly string[], error: unknown): void {
    this.#log.debug({ err: error }, 'could not write which vehicles were heard');
    if (this.#ends.length === 0) return;
    for (const name of names) this.#unwritten.add(name);
    this.#cancelWriting ??= this.#clock.after(CLAIM_MS, () => this.#write());
  }
}

function nameOf({ tenant, family, id }: Topic): string {
  return `${tenant}/${family}/${id}`;
}

function topicOf(name: string): Topic | undefined {
  const [tenant = '', family, id = ''] = name.split('/');
  return family === 'vehicle' && isTenantId(tenant) && isId(id) ? { tenant, family, id } : undefined;
}
