import type { CommandAck, CommandInput, CommandName, Subject } from '@waycast/contract';
import type { Session } from './session.ts';
import type { Joined } from './subscribe.ts';

/** What a command answers; `release` runs once the ack is on its way, so that events follow it. */
export interface Answer<N extends CommandName = CommandName> {
  readonly ack: CommandAck<N>;
  readonly release?: () => void;
}

/** A command's own rule; it runs for open sessions only, after decoding and authorisation. */
type Command<N extends CommandName> = (
  session: Session,
  subject: Subject,
  input: CommandInput<N>,
  raw: unknown,
) => Promise<Answer<N>>;

/** Every command but `authenticate`, which opens the session. One that is missing does not compile. */
export type Commands = { readonly [N in Exclude<CommandName, 'authenticate'>]: Command<N> };

/** Half of a command that fails must not stay behind. */
export async function orCancel<T>(begun: Pick<Joined, 'cancel'>, rest: Promise<T>): Promise<T> {
  try {
    return await rest;
  } catch (error) {
    begun.cancel();
    throw error;
  }
}
