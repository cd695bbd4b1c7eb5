import type { Connection, ConversationFeed, ConversationView, Token } from '@waycast/client';
import type { WaycastError } from '@waycast/contract/errors';
import { useMemo, useSyncExternalStore } from 'react';
import { errorOf, useConnection, useStateOf } from './use-connection.ts';

export interface ConversationTracking extends ConversationView {
  /** What is done in it: send, read, edit …; null while no conversation is open. */
  readonly feed: ConversationFeed | null;
  readonly connected: boolean;
  /** Why this conversation is not open (`not_found`, …), or why there is no connection now. */
  readonly error: WaycastError | null;
}

/** Has a conversation open; none while the id is null or undefined. The token defaults to the provider's. */
export function useConversation(
  conversationId: string | null | undefined,
  token?: Token,
): ConversationTracking {
  const connection = useConnection(token);
  const state = useStateOf(connection);
  const store = useMemo(
    () => conversationStore(connection, conversationId ?? undefined),
    [connection, conversationId],
  );
  const { feed, view, error } = useSyncExternalStore(store.subscribe, store.read, store.read);
  return useMemo(
    () => ({ ...view, feed, connected: state.phase === 'open', error: error ?? errorOf(state) }),
    [feed, view, error, state],
  );
}

interface Opened extends Pick<ConversationTracking, 'feed' | 'error'> {
  readonly view: ConversationView;
}

const NOTHING: Opened = {
  feed: null,
  error: null,
  view: { conversation: null, messages: [], hasOlder: false, pending: [], typing: [], online: [] },
};

function conversationStore(connection: Connection, conversationId: string | undefined) {
  let opened = NOTHING;
  return {
    read: () => opened,
    subscribe(changed: () => void): () => void {
      if (conversationId === undefined) return () => undefined;
      const change = (next: Partial<Opened>): void => {
        opened = { ...opened, ...next };
        changed();
      };
      const feed = connection.conversation(conversationId, (view) => change({ view, error: null }), {
        onError: (error) => change({ ...NOTHING, error }),
      });
      change({ feed, view: feed.view });
      return () => {
        opened = NOTHING;
        feed.close();
      };
    },
  };
}
