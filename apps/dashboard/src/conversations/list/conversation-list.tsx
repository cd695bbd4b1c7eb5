import { useVirtualizer } from '@tanstack/react-virtual';
import type { Conversation } from '@waycast/contract';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useNow } from '../../shell/use-now.ts';
import { ConversationRow } from './conversation-row.tsx';
import styles from './list.module.css';

const ROW_PX = 76;
const STEPS: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 };

interface ConversationListProps {
  readonly conversations: readonly Conversation[];
  readonly me: string;
  readonly selectedId: string | undefined;
  readonly onOpen: (conversationId: string) => void;
  /** The end is near: there are more. */
  readonly onEnd: () => void;
}

/** Conversations, however many; walked through with the arrows, opened with Enter. */
export function ConversationList({ conversations, me, selectedId, onOpen, onEnd }: ConversationListProps) {
  const nowMs = useNow();
  const scroller = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState<string>();
  const virtual = useVirtualizer({
    count: conversations.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    getItemKey: (index) => conversations[index]?.conversationId ?? index,
    overscan: 6,
  });
  const shown = virtual.getVirtualItems();
  const isAtEnd = (shown.at(-1)?.index ?? 0) >= conversations.length - 1;
  useEffect(() => {
    if (isAtEnd && conversations.length > 0) onEnd();
  }, [isAtEnd, conversations.length, onEnd]);

  const walk = (event: KeyboardEvent): void => {
    const step = STEPS[event.key];
    if (event.key === 'Enter' && active !== undefined) onOpen(active);
    else if (step !== undefined) {
      const from = conversations.findIndex(({ conversationId }) => conversationId === (active ?? selectedId));
      const index = Math.max(0, Math.min(conversations.length - 1, from === -1 ? 0 : from + step));
      setActive(conversations[index]?.conversationId);
      virtual.scrollToIndex(index);
    } else return;
    event.preventDefault();
  };
  return (
    <div
      ref={scroller}
      className={styles.scroller}
      role="listbox"
      aria-label="Conversations"
      tabIndex={0}
      aria-activedescendant={active === undefined ? undefined : rowId(active)}
      onKeyDown={walk}
    >
      <div className={styles.runway} style={{ height: virtual.getTotalSize() }}>
        {shown.map(({ index, start, size }) => {
          const conversation = conversations[index];
          if (conversation === undefined) return null;
          const { conversationId } = conversation;
          return (
            <ConversationRow
              key={conversationId}
              {...{ conversation, me, nowMs }}
              id={rowId(conversationId)}
              selected={conversationId === selectedId}
              active={conversationId === active}
              style={{ height: size, transform: `translateY(${start}px)` }}
              onOpen={() => onOpen(conversationId)}
            />
          );
        })}
      </div>
    </div>
  );
}

function rowId(conversationId: string): string {
  return `conversation-${conversationId}`;
}
