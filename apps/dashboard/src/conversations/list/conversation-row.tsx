import type { Conversation } from '@waycast/contract';
import type { CSSProperties } from 'react';
import { shortAge } from '../../words/age.ts';
import { aboutWords, lastWords, nameOfId, withWhom } from '../conversation-words.ts';
import styles from './list.module.css';

interface ConversationRowProps {
  readonly conversation: Conversation;
  readonly me: string;
  readonly nowMs: number;
  readonly id: string;
  readonly selected: boolean;
  /** Where the arrows are. */
  readonly active: boolean;
  readonly style: CSSProperties;
  readonly onOpen: () => void;
}

/** One conversation: with whom, its newest message, how old that is, and what is unread. */
export function ConversationRow(props: ConversationRowProps) {
  const { conversation, me, nowMs, id, selected, active, style, onOpen } = props;
  const { lastMessage, unread, updatedAt, assignedTo } = conversation;
  const about = aboutWords(conversation);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the list takes the keys
    <div
      id={id}
      role="option"
      tabIndex={-1}
      aria-selected={selected}
      className={styles.row}
      data-active={active}
      data-unread={unread > 0}
      style={style}
      onClick={onOpen}
    >
      <span className={styles.top}>
        <span className={styles.name}>{withWhom(conversation)}</span>
        <span className={styles.age}>{shortAge(nowMs - Date.parse(lastMessage?.sentAt ?? updatedAt))}</span>
      </span>
      <span className={styles.top}>
        <span className={styles.last}>{lastWords(lastMessage, me)}</span>
        {unread > 0 && (
          <span className={styles.unread}>
            {unread > 99 ? '99+' : unread}
            <span className="visually-hidden"> unread</span>
          </span>
        )}
      </span>
      <span className={styles.facts}>
        {assignedTo === null ? 'nobody’s' : assignedTo === me ? 'yours' : nameOfId(assignedTo)}
        {about !== undefined && ` · ${about}`}
      </span>
    </div>
  );
}
