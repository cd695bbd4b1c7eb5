import { useNow } from '../../shell/use-now.ts';
import { shortMoment } from '../../words/clock.ts';
import { senderName } from '../conversation-words.ts';
import styles from './list.module.css';
import { SEARCH_FROM, useFoundMessages } from './use-conversations.ts';

interface FoundListProps {
  readonly words: string;
  readonly onOpen: (conversationId: string) => void;
}

/** Messages with these words, the newest first. */
export function FoundList({ words, onOpen }: FoundListProps) {
  const { data, error } = useFoundMessages(words);
  const nowMs = useNow();
  if (words.length < SEARCH_FROM) return <p className={styles.empty}>Type two letters at least.</p>;
  if (error !== null) return <p className={styles.empty}>Nothing can be searched: {error.message}</p>;
  if (data === undefined) return <p className={styles.empty}>Searching …</p>;
  if (data.length === 0) return <p className={styles.empty}>No message has “{words}”.</p>;
  return (
    <ul className={styles.found} aria-label="Messages found">
      {data.map(({ message, snippet }) => (
        <li key={message.messageId}>
          <button type="button" className={styles.hit} onClick={() => onOpen(message.conversationId)}>
            <span className={styles.top}>
              <span className={styles.name}>{senderName(message)}</span>
              <span className={styles.age}>{shortMoment(Date.parse(message.sentAt), nowMs)}</span>
            </span>
            <span className={styles.snippet}>{snippet}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
