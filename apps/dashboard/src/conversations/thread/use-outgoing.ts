import type { Message } from '@waycast/contract';
import { useRealtimeConnection } from '@waycast/react';
import { useEffect, useMemo, useSyncExternalStore } from 'react';
import { createOutgoing, type OutgoingMessages } from './outgoing.ts';

/** What is written in a conversation and not with the server yet. */
export function useOutgoing(conversationId: string, onSent: (message: Message) => void) {
  const { http } = useRealtimeConnection().connection;
  const outgoing: OutgoingMessages = useMemo(
    () =>
      createOutgoing(
        ({ clientId, body }) => http.sendMessage({ id: conversationId }, { clientId, body }),
        onSent,
      ),
    [http, conversationId, onSent],
  );
  useEffect(() => () => outgoing.close(), [outgoing]);
  const waiting = useSyncExternalStore(outgoing.subscribe, outgoing.waiting);
  return { waiting, outgoing };
}
