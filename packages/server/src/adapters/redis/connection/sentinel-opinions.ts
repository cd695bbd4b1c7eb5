import { addressText, type HostPort } from './redis-connection.ts';

/** What one Sentinel says of the master. */
export interface Opinion {
  readonly master: HostPort;
  /** Rises with every failover, so that a Sentinel that was cut off is told from the others. */
  readonly epoch: number;
  /** When it said so, in ms. */
  readonly at: number;
}

const STALE_MS = 3000;

/** The master by the newest configuration; where that is not enough, what most say, then what was said last. */
export function agreedMaster(opinions: readonly Opinion[], now: number): HostPort | undefined {
  const fresh = opinions.filter(({ at }) => now - at <= STALE_MS);
  const epoch = Math.max(...fresh.map((opinion) => opinion.epoch));
  const newest = fresh.filter((opinion) => opinion.epoch === epoch);
  const votes = (master: HostPort): number =>
    newest.filter((other) => addressText(other.master) === addressText(master)).length;
  return newest.toSorted((a, b) => votes(b.master) - votes(a.master) || b.at - a.at)[0]?.master;
}

/** Reads the answers to SENTINEL GET-MASTER-ADDR-BY-NAME and SENTINEL MASTER; undefined when they name none. */
export function readOpinion(address: unknown, details: unknown, at: number): Opinion | undefined {
  if (!Array.isArray(address) || !Array.isArray(details)) return undefined;
  const [host, port]: unknown[] = address;
  const epoch = Number(details[details.indexOf('config-epoch') + 1]);
  if (typeof host !== 'string' || !Number.isInteger(Number(port)) || Number.isNaN(epoch)) return undefined;
  return { master: { host, port: Number(port) }, epoch, at };
}
