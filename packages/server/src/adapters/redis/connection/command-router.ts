import type { Clock } from '../../../ports/clock.ts';
import { ANSWER_TIMEOUT_MS, type Link } from './link.ts';
import type { RedisNode } from './node.ts';
import { redirectOf } from './redirect.ts';
import type { Topology } from './topology.ts';
import { unavailable } from './unavailable.ts';

const AGAIN_MS = 40;

/** One command on one connection; `asking`: the node is taking over the slot. */
export type Call = (link: Link, asking: boolean) => Promise<unknown>;

/** Sends commands to the node that serves the key, and follows it where the Cluster says that it went. */
export class CommandRouter {
  readonly #topology: Topology;
  readonly #clock: Clock;

  constructor(topology: Topology, clock: Clock) {
    this.#topology = topology;
    this.#clock = clock;
  }

  /** Rejects with the server's error, or `unavailable`, at the latest when answers are overdue. */
  async send(key: string | undefined, call: Call): Promise<{ value: unknown; migrating: boolean }> {
    const deadline = performance.now() + ANSWER_TIMEOUT_MS;
    let node = this.#topology.nodeOf(key);
    let link = node?.commands;
    let asking = false;
    for (;;) {
      if (link === undefined) throw unavailable(node && new Error(node.reason));
      try {
        return { value: await call(link, asking), migrating: asking };
      } catch (error) {
        const next = this.#topology.cluster ? await this.#next(key, node, error, deadline) : undefined;
        if (next === undefined) throw error;
        ({ node, asking } = next);
        link = await node?.commandsWithin(deadline - performance.now());
      }
    }
  }

  /** Where to try again after this error; undefined: nowhere. */
  async #next(key: string | undefined, from: RedisNode | undefined, error: unknown, deadline: number) {
    const redirect = redirectOf(error, from?.address);
    if (redirect === undefined || performance.now() > deadline) return undefined;
    if (redirect.kind === 'ask') return { node: this.#topology.redirected(redirect.to), asking: true };
    if (redirect.kind === 'moved') {
      return { node: this.#topology.redirected(redirect.to, redirect.slot), asking: false };
    }
    this.#topology.refresh();
    await new Promise<void>((resolve) => void this.#clock.after(AGAIN_MS, resolve));
    return { node: this.#topology.nodeOf(key), asking: false };
  }
}
