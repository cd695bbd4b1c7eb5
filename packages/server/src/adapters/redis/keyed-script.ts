import type { Topic } from '@waycast/contract';
import type { KeyedTurn, LineOwner } from './keyed-turn.ts';
import type { KeyedNames } from './names.ts';
import type { Redis } from './redis.ts';
import { textOf } from './replies.ts';

/** One change of a topic. `body` is the value's JSON, open for one more field. */
export interface KeyedStep {
  readonly topic: Topic;
  readonly names: KeyedNames;
  readonly mode: 'now' | 'later' | 'seed' | 'announce';
  readonly absent: 'store' | 'ask';
  readonly version: number | undefined;
  readonly body: string;
  /** The value as older listeners expect it; empty where there is none. */
  readonly olderText: string;
  /** Where the vehicle's trail is that takes the value too, and the oldest time to keep there, epoch ms. */
  readonly trail?: { readonly key: string; readonly from: number };
}

/** What became of a step. An announcement that went out says what went. */
export interface KeyedOutcome {
  readonly verdict: string;
  readonly went?: { readonly version: number; readonly body: string };
  /** It ran where nobody subscribes yet: the broadcast has to be made once more. */
  readonly migrating: boolean;
}

/** Runs changes of keyed topics together with all others of the turn. */
export class KeyedScript {
  readonly #redis: Redis;
  readonly #turn: KeyedTurn;

  constructor(redis: Redis, turn: KeyedTurn) {
    this.#redis = redis;
    this.#turn = turn;
  }

  /** Resolves to the outcomes in order. Rejects when any step could not be run; the others may have been. */
  run(steps: readonly KeyedStep[], intervalMs?: number): Promise<KeyedOutcome[]> {
    return new Promise((resolve, reject) => {
      const owner = new StepsOwner(steps, this.#redis, resolve, reject);
      for (const [index, step] of steps.entries()) {
        this.#turn.add({ keys: keysOf(step), mode: step.mode, args: argsOf(step) }, owner, index, intervalMs);
      }
    });
  }
}

/** Collects the outcomes of the steps of one caller. */
class StepsOwner implements LineOwner {
  readonly #steps: readonly KeyedStep[];
  readonly #redis: Redis;
  readonly #resolve: (outcomes: KeyedOutcome[]) => void;
  readonly #outcomes: KeyedOutcome[] = [];
  readonly failed: (error: unknown) => void;
  #missing: number;

  constructor(
    steps: readonly KeyedStep[],
    redis: Redis,
    resolve: (outcomes: KeyedOutcome[]) => void,
    reject: (error: unknown) => void,
  ) {
    this.#steps = steps;
    this.#redis = redis;
    this.#resolve = resolve;
    this.failed = reject;
    this.#missing = steps.length;
  }

  settled(index: number, reply: unknown, migrating: boolean): void {
    const outcome = decodeOutcome(reply, migrating);
    this.#outcomes[index] = outcome;
    this.#countBroadcast(this.#steps[index], outcome);
    this.#missing -= 1;
    if (this.#missing === 0) this.#resolve(this.#outcomes);
  }

  #countBroadcast(step: KeyedStep | undefined, { verdict, went }: KeyedOutcome): void {
    if (step === undefined || (went === undefined && (step.mode !== 'now' || verdict !== 'applied'))) return;
    this.#redis.countPublished(step.names.older === undefined ? 1 : 2);
  }
}

function keysOf({ names, trail }: KeyedStep): string[] {
  return trail === undefined ? [names.state] : [names.state, trail.key];
}

function argsOf({ names, absent, version, body, olderText, trail }: KeyedStep): string[] {
  const { channel, older = '' } = names;
  const args = [absent, version === undefined ? '' : String(version), body, channel, older, olderText];
  if (trail !== undefined) args.push(String(trail.from));
  return args;
}

function decodeOutcome(reply: unknown, migrating: boolean): KeyedOutcome {
  if (!Array.isArray(reply)) return { verdict: textOf(reply), migrating };
  const [verdict, version, body] = reply.map(textOf);
  return {
    verdict: verdict ?? '',
    went: { version: Number(version), body: body ?? '' },
    migrating,
  };
}

/** A list in pieces of at most `size`. */
export function chunksOf<T>(list: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, index) =>
    list.slice(index * size, (index + 1) * size),
  );
}
