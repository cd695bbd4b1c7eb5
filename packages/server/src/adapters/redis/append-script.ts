import { randomBytes } from 'node:crypto';
import type { Topic } from '@waycast/contract';
import { WaycastError } from '@waycast/contract';
import type { Clock } from '../../ports/clock.ts';
import type { LogPosition } from '../../ports/live.ts';
import type { Log } from '../../ports/log.ts';
import { logNames } from './names.ts';
import type { Redis } from './redis.ts';
import { listOf, numberOf, textOf } from './replies.ts';
import { loadScript } from './scripts.ts';

/** Less than a command's timeout: what is given up has not been carried out later. */
const DEADLINE_MS = 1200;
/** Among how many of the last events an id is looked for, when it comes for the first time and again. */
const LOOK_BACK = { first: '16', again: '200' } as const;
/** A log that nobody wrote or joined for a week is gone. */
export const LOG_LIFE_S = '604800';
/** Processes whose clock is known; more of them means that old ones can be forgotten. */
const MAX_CLOCKS = 100;

/** One event on its way into a log. */
export interface Appendix {
  readonly topic: Topic;
  readonly eventId: string;
  /** The message before its position, open for more fields, and what comes after it. */
  readonly body: string;
  readonly closing: string;
}

export interface Appended extends LogPosition {
  /** The process that took it. */
  readonly generation: string;
}

/** A name that no other epoch of the log has. */
export function randomWord(): string {
  return randomBytes(4).toString('hex');
}

/** Runs `lua/append.lua`, with deadlines by the clock of the process that runs it. */
export class AppendScript {
  readonly #redis: Redis;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #logTail: string;
  readonly #script = loadScript('append');
  /** By how much the clock of each process is ahead of ours. */
  readonly #ahead = new Map<string, Promise<number>>();

  constructor(redis: Redis, clock: Clock, log: Log, logTail: number) {
    this.#redis = redis;
    this.#clock = clock;
    this.#log = log;
    this.#logTail = String(logTail);
  }

  /**
   * Appends once. Rejects with `unavailable` when that is not known to have happened: try again with the same id and
   * `attempt` 'again'.
   */
  async run(appendix: Appendix, attempt: keyof typeof LOOK_BACK): Promise<Appended> {
    const { topic, eventId, body, closing } = appendix;
    const { log, channel } = logNames(topic, this.#redis.cluster);
    const deadline = (await this.#aheadOf(log)) + this.#clock.now() + DEADLINE_MS;
    const generation = this.#redis.generationOf(log);
    const publish = this.#redis.cluster ? 'SPUBLISH' : 'PUBLISH';
    const reply = await this.#redis.run(
      this.#script,
      [log],
      [
        publish,
        channel,
        String(deadline),
        this.#logTail,
        LOG_LIFE_S,
        eventId,
        LOOK_BACK[attempt],
        randomWord(),
        body,
        closing,
      ],
    );
    const [outcome, epoch, offset] = listOf(reply.value);
    if (outcome === 'late') {
      this.#ahead.delete(generation);
      throw new WaycastError('unavailable', 'Redis was reached too late; try again');
    }
    if (outcome === 'appended') this.#redis.countPublished(1);
    const appended = { epoch: textOf(epoch), offset: numberOf(offset), generation };
    if (reply.migrating && outcome === 'appended') this.#publishAgain(channel, appendix, appended);
    return appended;
  }

  /** Redis' clock minus ours, in whole milliseconds, off by no more than the way there and back. */
  #aheadOf(key: string): Promise<number> {
    const generation = this.#redis.generationOf(key);
    const known = this.#ahead.get(generation);
    if (known !== undefined) return known;
    if (this.#ahead.size >= MAX_CLOCKS) this.#ahead.clear();
    const asked = this.#redis.command(key, ['TIME']).then((reply) => {
      const [seconds, micros] = listOf(reply).map(Number);
      return Math.round((seconds ?? 0) * 1000 + (micros ?? 0) / 1000) - this.#clock.now();
    });
    this.#ahead.set(generation, asked);
    asked.catch(() => this.#ahead.delete(generation));
    return asked;
  }

  #publishAgain(channel: string, { body, closing }: Appendix, { epoch, offset }: LogPosition): void {
    const message = `${body}"offset":${offset},"epoch":${JSON.stringify(epoch)}${closing}}`;
    this.#redis
      .publish(channel, message)
      .catch((error) => this.#log.debug({ err: error, channel }, 'could not repeat a broadcast'));
  }
}
