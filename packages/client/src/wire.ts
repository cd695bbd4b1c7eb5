import type { CommandAck, CommandArguments, CommandName } from '@waycast/contract';
import type { WaycastError } from '@waycast/contract/errors';
import type { CallInput } from './connection.ts';

/** What subscriptions need of the connection that carries them. */
export interface Wire {
  /** Whether commands go out now. Subscriptions made while not are joined by `restore`. */
  readonly open: boolean;
  /** Calls a command after all earlier ones with this key. Rejects with `unavailable` if the link is gone by then. */
  inTurn<N extends CommandName>(key: string, name: N, ...input: CallInput<N>): Promise<CommandAck<N>>;
  /** The same for `subscribe`; `answered` is called when the answer comes, before any event that comes after it. */
  subscribeInTurn(
    key: string,
    input: CommandArguments<'subscribe'>,
    answered: () => void,
  ): Promise<CommandAck<'subscribe'>>;
  /** Delay before the next try after so many failures in a row. */
  delayMs(failures: number): number;
  /** Gives the link up and connects anew. */
  fail(error: WaycastError): void;
}

/** Subscriptions of one kind. */
export interface Feed {
  /** The link is up: joins everything. */
  restore(): void;
  /** The link is down. */
  suspend(): void;
}

/**
 * Leaves a subscription that nobody needs any more. A failure leaves nothing to repair: with the link lost the server
 * forgot it anyway, and if it was refused, what still comes finds no listener here.
 */
export function leave(left: Promise<unknown>): void {
  left.catch(() => undefined);
}
