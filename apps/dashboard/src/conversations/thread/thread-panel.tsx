import type { Message } from '@waycast/contract';
import { useRealtimeConnection } from '@waycast/react';
import { useCallback, useEffect, useRef, useState } from 'react';
import { Problem } from '../../shell/problem.tsx';
import { useRenewal } from '../list/use-conversations.ts';
import { Composer } from './composer.tsx';
import { EditDialog } from './edit-dialog.tsx';
import { MessageList } from './message-list.tsx';
import styles from './thread.module.css';
import { ThreadHead } from './thread-head.tsx';
import type { ThreadState } from './thread-state.ts';
import { type Act, useActs } from './use-acts.ts';
import { useOutgoing } from './use-outgoing.ts';
import { useThread } from './use-thread.ts';

/** Somebody who types says so this often. */
const TYPING_EVERY_MS = 3000;

interface ThreadPanelProps {
  readonly conversationId: string;
  readonly me: string;
  readonly onClose: () => void;
}

/** The conversation that is open. */
export function ThreadPanel({ conversationId, me, onClose }: ThreadPanelProps) {
  const { state, error, hear, loadOlder } = useThread(conversationId);
  const onMessage = useCallback((message: Message) => hear({ kind: 'message', message }), [hear]);
  const { waiting, outgoing } = useOutgoing(conversationId, onMessage);
  const acts = useActs(conversationId, {
    onMessage,
    onConversation: ({ lastMessage: _last, unread: _unread, offset, ...head }) =>
      hear({ kind: 'update', update: { ...head, revision: offset } }),
  });
  const [editing, setEditing] = useState<Message | null>(null);
  useReading(conversationId, state, me);
  const typed = useTyping(conversationId);

  if (error !== null)
    return (
      <div className={styles.empty}>
        <Problem role="alert">This conversation cannot be read: {error.message}</Problem>
      </div>
    );
  if (state.conversation === undefined) return <p className={styles.empty}>Reading the conversation …</p>;
  const act = (what: Act): void => acts.mutate(what);
  const others = [...state.typing].filter(([who]) => who !== me).map(([, name]) => name);
  return (
    <>
      <ThreadHead
        {...{ me, onClose }}
        {...state}
        conversation={state.conversation}
        busy={acts.isPending}
        onAct={act}
      />
      <MessageList
        {...{ state, waiting, outgoing, me }}
        onOlder={loadOlder}
        onEdit={setEditing}
        onDelete={({ offset }) => act({ kind: 'delete', offset })}
      />
      <p className={styles.typing} role="status">
        {others.length > 0 && `${others.join(', ')} ${others.length > 1 ? 'are' : 'is'} writing …`}
      </p>
      {acts.error !== null && <Problem role="alert">{acts.error.message}</Problem>}
      <Composer
        key={conversationId}
        conversationId={conversationId}
        onSend={(body) => outgoing.send(body)}
        onTyping={typed}
      />
      {editing !== null && (
        <EditDialog
          message={editing}
          onClose={() => setEditing(null)}
          onSave={(body) => {
            act({ kind: 'edit', offset: editing.offset, body });
            setEditing(null);
          }}
        />
      )}
    </>
  );
}

/** What is shown is read, while the page is looked at. */
function useReading(conversationId: string, { messages }: ThreadState, me: string): void {
  const { connection } = useRealtimeConnection();
  const renew = useRenewal();
  const newest = messages.findLast(({ senderId }) => senderId !== me)?.offset ?? 0;
  const done = useRef({ conversationId, offset: 0 });
  useEffect(() => {
    if (done.current.conversationId !== conversationId) done.current = { conversationId, offset: 0 };
    const read = (): void => {
      if (document.visibilityState !== 'visible' || newest <= done.current.offset) return;
      done.current.offset = newest;
      connection.http
        .readMessages({ id: conversationId }, { offset: newest })
        .then(renew)
        .catch(() => {
          // It stays unread, and is read with the next message or visit.
          done.current.offset = 0;
        });
    };
    read();
    document.addEventListener('visibilitychange', read);
    return () => document.removeEventListener('visibilitychange', read);
  }, [connection, conversationId, newest, renew]);
}

function useTyping(conversationId: string): (typing: boolean) => void {
  const { connection } = useRealtimeConnection();
  const toldAt = useRef(0);
  return (typing) => {
    const isNews = typing ? Date.now() - toldAt.current > TYPING_EVERY_MS : toldAt.current > 0;
    if (!isNews) return;
    toldAt.current = typing ? Date.now() : 0;
    connection.call('typing', { conversationId, typing }).catch(() => {
      // It is of no consequence a moment later.
    });
  };
}
