import { ErrorReply } from '@redis/client';
import type { HostPort } from './redis-connection.ts';

/** What a node of a Cluster says when it does not carry out a command itself. */
export type Redirect =
  | { readonly kind: 'moved' | 'ask'; readonly slot: number; readonly to: HostPort }
  /** For the moment nobody does: the keys are on their way, or a master is being replaced. */
  | { readonly kind: 'again' };

const ELSEWHERE = /^(MOVED|ASK) (\d+) (.*):(\d+)/;

/** Reads an error reply; `from` is who said it, for a node that does not know its own name. */
export function redirectOf(error: unknown, from: HostPort | undefined): Redirect | undefined {
  if (!(error instanceof ErrorReply)) return undefined;
  if (/^(TRYAGAIN|CLUSTERDOWN|READONLY|LOADING|MASTERDOWN)\b/.test(error.message)) return { kind: 'again' };
  const [, word, slot, host, port] = ELSEWHERE.exec(error.message) ?? [];
  if (word === undefined) return undefined;
  const to = { host: host || from?.host || '', port: Number(port) };
  return { kind: word === 'MOVED' ? 'moved' : 'ask', slot: Number(slot), to };
}
