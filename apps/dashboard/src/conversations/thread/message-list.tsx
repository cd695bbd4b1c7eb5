import type { ConversationFeed, ConversationView, PendingMessage } from '@waycast/client';
import { type UIEvent, useLayoutEffect, useRef, useState } from 'react';
import { Button } from '../../shell/button.tsx';
import { useNow } from '../../shell/use-now.ts';
import { type MessageActs, MessageRow } from './message-row.tsx';
import styles from './thread.module.css';

const NEAR_PX = 80;

interface MessageListProps extends MessageActs {
  readonly view: ConversationView;
  readonly feed: ConversationFeed;
  readonly me: string;
}

/** The messages, oldest first. It stays at its end unless the reader has scrolled up. */
export function MessageList(props: MessageListProps) {
  const { view, feed, me, onAnswer, onReact, onEdit, onDelete } = props;
  const { conversation, messages, hasOlder, pending } = view;
  const nowMs = useNow();
  const { scroller, onScroll, loading, load } = useScrolling(props);
  const lastOwn = messages.findLast(({ senderId }) => senderId === me);
  const readUpTo = readByCustomers(conversation);
  const byOffset = new Map(messages.map((message) => [message.offset, message]));
  return (
    // A place that scrolls must be reachable with the keyboard.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: arrows scroll it
    <div ref={scroller} className={styles.scroller} onScroll={onScroll} tabIndex={0}>
      {hasOlder && (
        <Button className={styles.older} disabled={loading} onClick={load}>
          {loading ? 'Reading …' : 'Older messages'}
        </Button>
      )}
      <ol role="log" aria-label="Messages" aria-live={loading ? 'off' : 'polite'} className={styles.messages}>
        {messages.map((message) => (
          <MessageRow
            key={message.offset}
            {...{ message, me, nowMs, onAnswer, onReact, onEdit, onDelete }}
            answered={message.replyTo === null ? undefined : byOffset.get(message.replyTo)}
            state={message === lastOwn ? (readUpTo >= message.offset ? 'read' : 'sent') : undefined}
          />
        ))}
        {pending.map((one) => (
          <WaitingRow key={one.clientId} message={one} feed={feed} />
        ))}
      </ol>
    </div>
  );
}

function useScrolling({ view: { messages, hasOlder, pending }, feed }: MessageListProps) {
  const scroller = useRef<HTMLDivElement>(null);
  /** Pixels from the end, as the reader has scrolled. */
  const fromEnd = useRef(0);
  const [loading, setLoading] = useState(false);
  const [first, last] = [messages[0]?.offset, messages.at(-1)?.offset];
  useLayoutEffect(() => {
    void [first, last, pending.length];
    const box = scroller.current;
    if (box === null) return;
    // Older ones are put before what is read, new ones behind it.
    box.scrollTop = box.scrollHeight - box.clientHeight - (fromEnd.current < NEAR_PX ? 0 : fromEnd.current);
  }, [first, last, pending.length]);

  const load = (): void => {
    if (loading || !hasOlder) return;
    setLoading(true);
    feed
      .loadOlder()
      .catch((error: unknown) => console.warn('Older messages cannot be read.', error))
      .finally(() => setLoading(false));
  };
  const onScroll = ({ currentTarget: box }: UIEvent<HTMLDivElement>): void => {
    fromEnd.current = box.scrollHeight - box.clientHeight - box.scrollTop;
    if (box.scrollTop < NEAR_PX && box.scrollHeight > box.clientHeight) load();
  };
  return { scroller, onScroll, loading, load };
}

function WaitingRow({ message, feed }: { message: PendingMessage; feed: ConversationFeed }) {
  const { clientId, body, error } = message;
  return (
    <li className={styles.message} data-side="end">
      <p className={styles.meta} data-failed={error !== null}>
        {error === null ? (
          'Sending …'
        ) : (
          <>
            Not sent: {error.message}{' '}
            <button type="button" className={styles.act} onClick={() => feed.retry(clientId)}>
              Try again
            </button>{' '}
            <button type="button" className={styles.act} onClick={() => feed.discard(clientId)}>
              Discard
            </button>
          </>
        )}
      </p>
      <div className={styles.line}>
        <div className={styles.bubble} data-waiting dir="auto">
          {body}
        </div>
      </div>
    </li>
  );
}

/** How far anybody but the agents has read. */
function readByCustomers(conversation: ConversationView['conversation']): number {
  const others = conversation?.participants.filter(({ kind }) => kind !== 'agent') ?? [];
  return Math.max(0, ...others.map(({ readUpTo }) => readUpTo));
}
