import type { ConversationFeed, ConversationView } from '@waycast/client';
import type { Message } from '@waycast/contract';
import { useConversation } from '@waycast/react';
import { useEffect, useRef, useState } from 'react';
import { isFinal } from '../../session/is-final.ts';
import { Problem } from '../../shell/problem.tsx';
import { useRenewal } from '../list/use-conversations.ts';
import { Composer } from './composer.tsx';
import { EditDialog } from './edit-dialog.tsx';
import { MessageList } from './message-list.tsx';
import styles from './thread.module.css';
import { ThreadHead } from './thread-head.tsx';
import { type Act, useActs } from './use-acts.ts';

interface ThreadPanelProps {
  readonly conversationId: string;
  readonly me: string;
  readonly onClose: () => void;
}

/** The conversation that is open. */
export function ThreadPanel({ conversationId, me, onClose }: ThreadPanelProps) {
  const { feed, error, ...view } = useConversation(conversationId);
  const { conversation, messages, typing, online } = view;
  const acts = useActs(conversationId, feed);
  const [editing, setEditing] = useState<Message | null>(null);
  const [answered, setAnswered] = useState<Message | null>(null);
  useReading(feed, messages, me);

  // Without a connection what was read stays, and is read on later.
  if (feed === null && error !== null && isFinal(error))
    return (
      <div className={styles.empty}>
        <Problem role="alert">This conversation cannot be read: {error.message}</Problem>
      </div>
    );
  if (feed === null || conversation === null)
    return <p className={styles.empty}>Reading the conversation …</p>;
  const act = (what: Act): void => acts.mutate(what);
  return (
    <>
      <ThreadHead {...{ conversation, online, me, onClose }} busy={acts.isPending} onAct={act} />
      <MessageList
        {...{ view, feed, me }}
        onAnswer={setAnswered}
        onReact={({ offset }, emoji) => act({ kind: 'react', offset, emoji })}
        onEdit={setEditing}
        onDelete={({ offset }) => act({ kind: 'delete', offset })}
      />
      <p className={styles.typing} role="status">
        {typingWords(typing, me)}
      </p>
      {acts.error !== null && <Problem role="alert">{acts.error.message}</Problem>}
      <Composer
        key={conversationId}
        conversationId={conversationId}
        answered={answered}
        me={me}
        onAnswerNothing={() => setAnswered(null)}
        onSend={(body) => {
          feed.send(answered === null ? { body } : { body, replyTo: answered.offset });
          setAnswered(null);
        }}
        onTyping={(now) => feed.typing(now)}
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

function typingWords(typing: ConversationView['typing'], me: string): string | false {
  const others = typing.filter(({ participantId }) => participantId !== me);
  const names = others.map(({ name, participantId }) => name ?? participantId);
  return names.length > 0 && `${names.join(', ')} ${names.length > 1 ? 'are' : 'is'} writing …`;
}

/** What is shown is read, while the page is looked at. */
function useReading(feed: ConversationFeed | null, messages: readonly Message[], me: string): void {
  const renew = useRenewal();
  const newest = messages.findLast(({ senderId }) => senderId !== me)?.offset ?? 0;
  const done = useRef(0);
  useEffect(() => {
    const read = (): void => {
      if (feed === null || document.visibilityState !== 'visible' || newest <= done.current) return;
      done.current = newest;
      feed
        .read(newest)
        .then(renew)
        .catch(() => {
          // It stays unread, and is read with the next message or visit.
          done.current = 0;
        });
    };
    read();
    document.addEventListener('visibilitychange', read);
    return () => document.removeEventListener('visibilitychange', read);
  }, [feed, newest, renew]);
}
