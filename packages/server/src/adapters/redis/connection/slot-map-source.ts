import { Link, type LinkOptions } from './link.ts';
import { addressText, type HostPort } from './redis-connection.ts';
import { readSlotMap, type SlotMap } from './slot-map.ts';
import { reasonOf } from './unavailable.ts';

/** A stranger that is asked only for the map does not get the patience of a connection that is to last. */
const STRANGER_TIMEOUT_MS = 2000;

/** Asks nodes for the map of slots: those we are connected to, in turn, else the configured ones, each by a call. */
export class SlotMapSource {
  readonly #seeds: readonly HostPort[];
  readonly #options: LinkOptions;
  #turn = 0;

  constructor(seeds: readonly HostPort[], options: Omit<LinkOptions, 'name'>) {
    this.#seeds = seeds;
    const connectTimeoutMs = Math.min(options.connectTimeoutMs, STRANGER_TIMEOUT_MS);
    this.#options = { ...options, connectTimeoutMs, name: 'waycast-slots' };
  }

  /** Rejects with the last reason when nobody answers. */
  async ask(known: readonly { readonly at: HostPort; readonly link: Link | undefined }[]): Promise<SlotMap> {
    this.#turn += 1;
    const linked = known.flatMap(({ at, link }) => (link === undefined ? [] : [{ at, link }]));
    const next = linked[this.#turn % linked.length];
    if (next !== undefined) return read(next.link, next.at);
    return this.#askStrangers(known.map(({ at }) => at));
  }

  async #askStrangers(known: readonly HostPort[]): Promise<SlotMap> {
    const strangers = new Map([...this.#seeds, ...known].map((at) => [addressText(at), at]));
    const attempts = [...strangers.values()].map((at) => this.#askStranger(at));
    try {
      return await Promise.any(attempts);
    } catch (error) {
      throw new Error(`no node of the Cluster answers: ${reasonOf(error)}`, { cause: error });
    }
  }

  async #askStranger(at: HostPort): Promise<SlotMap> {
    const link = await Link.open(at, this.#options);
    try {
      return await read(link, at);
    } finally {
      link.destroy();
    }
  }
}

async function read(link: Link, at: HostPort): Promise<SlotMap> {
  const [slots, info] = await Promise.all([link.send(['CLUSTER', 'SLOTS']), link.send(['CLUSTER', 'INFO'])]);
  const map = readSlotMap(slots, info, at);
  if (map.masters.size === 0) throw new Error(`${addressText(at)} knows of no master with slots`);
  return map;
}
