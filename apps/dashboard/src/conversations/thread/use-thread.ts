import type { Connection } from '@waycast/client';
import { useRealtimeConnection } from '@waycast/react';
import { type Dispatch, useCallback, useEffect, useReducer, useRef, useState } from 'react';
import { isFinal } from '../../driver/is-final.ts';
import { EMPTY_THREAD, type ThreadEvent, type ThreadState, toThread } from './thread-state.ts';

/** Somebody who types says so again every few seconds. */
const TYPING_LASTS_MS = 6000;

export interface Thread {
  readonly state: ThreadState;
  readonly error: Error | null;
  readonly hear: Dispatch<ThreadEvent>;
  /** Reads one page more of what was before. */
  readonly loadOlder: () => Promise<void>;
}

/** A conversation that is open here: its newest messages, what becomes of them, who is there. Joined again with each connection. */
export function useThread(conversationId: string): Thread {
  const { connection } = useRealtimeConnection();
  const [state, hear] = useReducer(toThread, EMPTY_THREAD);
  const [error, setError] = useState<Error | null>(null);
  useEffect(() => {
    setError(null);
    const leave = stayJoined(connection, conversationId, hear, setError);
    const deaf = listen(connection, conversationId, hear);
    return () => {
      deaf();
      leave();
      hear({ kind: 'left' });
    };
  }, [connection, conversationId]);

  const older = useRef(state.older);
  older.current = state.older;
  const loadOlder = useCallback(async () => {
    if (older.current === null) return;
    const page = await connection.http.listMessages({ id: conversationId }, { before: older.current });
    hear({ kind: 'older', items: page.items, before: page.before });
  }, [connection, conversationId]);
  return { state, error, hear, loadOlder };
}

function stayJoined(
  connection: Connection,
  conversationId: string,
  hear: Dispatch<ThreadEvent>,
  onError: (error: Error) => void,
): () => void {
  let isOver = false;
  const join = (): void => {
    connection.call('join:conversation', { conversationId }).then(
      (ack) => !isOver && hear({ kind: 'joined', ack }),
      (error: unknown) => {
        // With the next connection it is tried again; what is refused stays so.
        if (!isOver && isFinal(error) && error instanceof Error) onError(error);
      },
    );
  };
  const stop = connection.onState(({ phase }) => phase === 'open' && join());
  if (connection.state.phase === 'open') join();
  return () => {
    isOver = true;
    stop();
    connection.call('leave:conversation', { conversationId }).catch(() => {
      // Whoever is not connected has left.
    });
  };
}

function listen(connection: Connection, conversationId: string, hear: Dispatch<ThreadEvent>): () => void {
  const quiet = new Map<string, ReturnType<typeof setTimeout>>();
  const isHere = (one: { readonly conversationId: string }): boolean => one.conversationId === conversationId;
  const stops = [
    connection.on('message:new', (message) => {
      // As the company's followers get it, the offset is that of another log.
      if (!isHere(message) || message.conversationOffset !== undefined) return;
      hear({ kind: 'message', message, offset: message.offset });
    }),
    connection.on('message:changed', ({ message, offset = 0 }) => {
      if (isHere(message)) hear({ kind: 'message', message, offset });
    }),
    connection.on('message:read', ({ participantId, readUpTo, offset = 0, ...event }) => {
      if (isHere(event)) hear({ kind: 'read', participantId, readUpTo, offset });
    }),
    connection.on('conversation:update', ({ topic, offset: _offset, epoch: _epoch, ...update }) => {
      if (isHere(update) && topic?.startsWith('conversation:')) hear({ kind: 'update', update });
    }),
    connection.on('presence', ({ participantId, online, ...event }) => {
      if (isHere(event)) hear({ kind: 'presence', participantId, online });
    }),
    connection.on('typing', ({ participantId, name, typing, ...event }) => {
      if (!isHere(event)) return;
      clearTimeout(quiet.get(participantId));
      const forget = (): void => hear({ kind: 'quiet', participantId });
      if (!typing) return forget();
      hear({ kind: 'typing', participantId, name });
      quiet.set(participantId, setTimeout(forget, TYPING_LASTS_MS));
    }),
  ];
  return () => {
    for (const stop of stops) stop();
    for (const timer of quiet.values()) clearTimeout(timer);
  };
}
