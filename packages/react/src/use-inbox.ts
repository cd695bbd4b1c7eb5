import type { Connection, Token } from '@waycast/client';
import type { Conversation } from '@waycast/contract';
import { WaycastError } from '@waycast/contract/errors';
import { useMemo, useSyncExternalStore } from 'react';
import { errorOf, useConnection, useStateOf } from './use-connection.ts';

export interface Inbox {
  /** Conversations of the company, the newest first; those that changed while it was followed are up to date. */
  readonly conversations: readonly Conversation[];
  /** False until the first have been read. */
  readonly loaded: boolean;
  readonly connected: boolean;
  /** Why the company is not followed (`not_found`, …), or why there is no connection now. */
  readonly error: WaycastError | null;
}

export interface InboxOptions {
  /** Only conversations in this state; all when absent. */
  readonly state?: Conversation['state'];
  readonly token?: Token;
}

/** The newest 200 conversations of a company, for its agents; none while the id is null or undefined. */
export function useInbox(companyId: string | null | undefined, options: InboxOptions = {}): Inbox {
  const connection = useConnection(options.token);
  const state = useStateOf(connection);
  const store = useMemo(
    () => inboxStore(connection, companyId ?? undefined, options.state),
    [connection, companyId, options.state],
  );
  const { conversations, loaded, error } = useSyncExternalStore(store.subscribe, store.read, store.read);
  return useMemo(
    () => ({ conversations, loaded, connected: state.phase === 'open', error: error ?? errorOf(state) }),
    [conversations, loaded, error, state],
  );
}

type Listed = Pick<Inbox, 'conversations' | 'loaded' | 'error'>;

const NOTHING: Listed = { conversations: [], loaded: false, error: null };
const MAX_LISTED = 200;
/** News of so long are read together. */
const GATHER_MS = 200;

function inboxStore(
  connection: Connection,
  companyId: string | undefined,
  state: Conversation['state'] | undefined,
) {
  let listed = NOTHING;
  return {
    read: () => listed,
    subscribe(changed: () => void): () => void {
      if (companyId === undefined) return () => undefined;
      const change = (next: Partial<Listed>): void => {
        listed = { ...listed, ...next };
        changed();
      };
      const end = followInbox(connection, companyId, state, () => listed, change);
      return () => {
        listed = NOTHING;
        end();
      };
    },
  };
}

function followInbox(
  connection: Connection,
  companyId: string,
  state: Conversation['state'] | undefined,
  now: () => Listed,
  change: (next: Partial<Listed>) => void,
): () => void {
  const news = new Set<string>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let closed = false;
  const fail = (error: unknown): void => {
    if (!closed && error instanceof WaycastError) change({ error });
  };
  const readAll = async (): Promise<void> => {
    const query = { companyId, limit: MAX_LISTED, ...(state === undefined ? {} : { state }) };
    const { items } = await connection.http.listConversations(query);
    if (!closed) change({ conversations: items, loaded: true, error: null });
  };
  const readOne = async (id: string): Promise<void> => {
    const { presence: _presence, ...conversation } = await connection.http.conversation({ id });
    if (!closed) change({ conversations: withOne(now().conversations, conversation, state) });
  };
  const readNews = (): void => {
    timer = undefined;
    const ids = [...news];
    news.clear();
    for (const id of ids) readOne(id).catch(fail);
  };
  const subscription = connection.subscribe(
    `company:${companyId}`,
    {
      event(payload: { readonly conversationId?: unknown }) {
        if (typeof payload.conversationId !== 'string') return;
        news.add(payload.conversationId);
        timer ??= setTimeout(readNews, GATHER_MS);
      },
      recovered(recovered) {
        if (!recovered) readAll().catch(fail);
      },
      onError: fail,
    },
    { since: { epoch: 'none', offset: 0 } },
  );
  return () => {
    closed = true;
    clearTimeout(timer);
    subscription.close();
  };
}

/** In its place: those that changed last come first. */
function withOne(
  conversations: readonly Conversation[],
  conversation: Conversation,
  state: Conversation['state'] | undefined,
): Conversation[] {
  const others = conversations.filter(({ conversationId }) => conversationId !== conversation.conversationId);
  if (state !== undefined && conversation.state !== state) return others;
  const at = others.findIndex(({ updatedAt }) => updatedAt <= conversation.updatedAt);
  return others.toSpliced(at === -1 ? others.length : at, 0, conversation).slice(0, MAX_LISTED);
}
