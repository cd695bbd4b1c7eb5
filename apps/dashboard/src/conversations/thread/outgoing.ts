import type { Message } from '@waycast/contract';
import { isFinal } from '../../driver/is-final.ts';

const AGAIN_AFTER_MS = 2000;

/** A message on its way. */
export interface Outgoing {
  readonly clientId: string;
  readonly body: string;
  /** Why the server will not have it. */
  readonly failed: string | null;
}

export interface OutgoingMessages {
  readonly waiting: () => readonly Outgoing[];
  readonly subscribe: (listener: () => void) => () => void;
  send(body: string): void;
  retry(clientId: string): void;
  discard(clientId: string): void;
  /** What the server does not have yet is still sent, and nobody hears of it. */
  close(): void;
}

/** Sends messages in their order, again and again until the server has each: the same `clientId` is the same message. */
export function createOutgoing(
  send: (message: Outgoing) => Promise<Message>,
  onSent: (message: Message) => void,
  againAfterMs = AGAIN_AFTER_MS,
): OutgoingMessages {
  const listeners = new Set<() => void>();
  let waiting: readonly Outgoing[] = [];
  let isSending = false;

  function become(next: readonly Outgoing[]): void {
    waiting = next;
    for (const listener of listeners) listener();
    const first = waiting.find(({ failed }) => failed === null);
    if (first !== undefined && !isSending) void sendOne(first);
  }
  const drop = (clientId: string): void => become(waiting.filter((one) => one.clientId !== clientId));
  const mark = (clientId: string, failed: string | null): void =>
    become(waiting.map((one) => (one.clientId === clientId ? { ...one, failed } : one)));

  async function sendOne(message: Outgoing): Promise<void> {
    isSending = true;
    try {
      const sent = await send(message);
      isSending = false;
      if (listeners.size > 0) onSent(sent);
      drop(message.clientId);
    } catch (error) {
      if (!isFinal(error)) await new Promise((resolve) => setTimeout(resolve, againAfterMs));
      isSending = false;
      mark(message.clientId, isFinal(error) && error instanceof Error ? error.message : null);
    }
  }

  return {
    waiting: () => waiting,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    send: (body) => become([...waiting, { clientId: crypto.randomUUID(), body, failed: null }]),
    retry: (clientId) => mark(clientId, null),
    discard: drop,
    close: () => listeners.clear(),
  };
}
