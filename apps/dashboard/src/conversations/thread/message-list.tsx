import type { Message } from '@waycast/contract';
import { type UIEvent, useLayoutEffect, useRef, useState } from 'react';
import { Button } from '../../shell/button.tsx';
import { useNow } from '../../shell/use-now.ts';
import { MessageRow } from './message-row.tsx';
import type { Outgoing, OutgoingMessages } from './outgoing.ts';
import styles from './thread.module.css';
import { readByCustomers, type ThreadState } from './thread-state.ts';

const NEAR_PX = 80;

interface MessageListProps {
  readonly state: ThreadState;
  readonly waiting: readonly Outgoing[];
  readonly outgoing: OutgoingMessages;
  readonly me: string;
  readonly onOlder: () => Promise<void>;
  readonly onEdit: (message: Message) => void;
  readonly onDelete: (message: Message) => void;
}

/** The messages, oldest first. It stays at its end unless the reader has scrolled up. */
export function MessageList(props: MessageListProps) {
  const { state, outgoing, me, onEdit, onDelete } = props;
  const nowMs = useNow();
  const { scroller, onScroll, loading, load } = useScrolling(props);
  // The log may tell of a message before its sender has the ack.
  const told = new Set(state.messages.filter(({ senderId }) => senderId === me).map((one) => one.clientId));
  const waiting = props.waiting.filter(({ clientId }) => !told.has(clientId));
  const lastOwn = state.messages.findLast(({ senderId }) => senderId === me);
  const readUpTo = readByCustomers(state);
  return (
    // A place that scrolls must be reachable with the keyboard.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: arrows scroll it
    <div ref={scroller} className={styles.scroller} onScroll={onScroll} tabIndex={0}>
      {state.older !== null && (
        <Button className={styles.older} disabled={loading} onClick={load}>
          {loading ? 'Reading …' : 'Older messages'}
        </Button>
      )}
      <ol role="log" aria-label="Messages" aria-live={loading ? 'off' : 'polite'} className={styles.messages}>
        {state.messages.map((message) => (
          <MessageRow
            key={message.offset}
            {...{ message, me, nowMs, onEdit, onDelete }}
            state={message === lastOwn ? (readUpTo >= message.offset ? 'read' : 'sent') : undefined}
          />
        ))}
        {waiting.map((one) => (
          <WaitingRow key={one.clientId} message={one} outgoing={outgoing} />
        ))}
      </ol>
    </div>
  );
}

function useScrolling({ state, waiting, onOlder }: MessageListProps) {
  const scroller = useRef<HTMLDivElement>(null);
  /** Pixels from the end, as the reader has scrolled. */
  const fromEnd = useRef(0);
  const [loading, setLoading] = useState(false);
  const [first, last] = [state.messages[0]?.offset, state.messages.at(-1)?.offset];
  useLayoutEffect(() => {
    void [first, last, waiting.length];
    const box = scroller.current;
    if (box === null) return;
    // Older ones are put before what is read, new ones behind it.
    box.scrollTop = box.scrollHeight - box.clientHeight - (fromEnd.current < NEAR_PX ? 0 : fromEnd.current);
  }, [first, last, waiting.length]);

  const load = (): void => {
    if (loading || state.older === null) return;
    setLoading(true);
    onOlder()
      .catch((error: unknown) => console.warn('Older messages cannot be read.', error))
      .finally(() => setLoading(false));
  };
  const onScroll = ({ currentTarget: box }: UIEvent<HTMLDivElement>): void => {
    fromEnd.current = box.scrollHeight - box.clientHeight - box.scrollTop;
    if (box.scrollTop < NEAR_PX && box.scrollHeight > box.clientHeight) load();
  };
  return { scroller, onScroll, loading, load };
}

function WaitingRow({ message, outgoing }: { message: Outgoing; outgoing: OutgoingMessages }) {
  const { clientId, body, failed } = message;
  return (
    <li className={styles.message} data-side="end">
      <p className={styles.meta} data-failed={failed !== null}>
        {failed === null ? (
          'Sending …'
        ) : (
          <>
            Not sent: {failed}{' '}
            <button type="button" className={styles.act} onClick={() => outgoing.retry(clientId)}>
              Try again
            </button>{' '}
            <button type="button" className={styles.act} onClick={() => outgoing.discard(clientId)}>
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
