import type { Message } from '@waycast/contract';
import { nameOfId } from '../conversation-words.ts';
import styles from './thread.module.css';

interface ReactionsProps {
  readonly reactions: Message['reactions'];
  readonly me: string;
  /** Null takes one's own away. */
  readonly onReact: (emoji: string | null) => void;
}

/** How people reacted, each sign once with its number; a click joins in, or takes one's own away. */
export function Reactions({ reactions, me, onReact }: ReactionsProps) {
  if (reactions.length === 0) return null;
  const byEmoji = Map.groupBy(reactions, ({ emoji }) => emoji);
  return (
    <span className={styles.reactions}>
      {[...byEmoji].map(([emoji, all]) => {
        const names = all.map(({ by }) => (by === me ? 'you' : nameOfId(by))).join(', ');
        const isOwn = all.some(({ by }) => by === me);
        return (
          <button
            key={emoji}
            type="button"
            className={styles.reaction}
            aria-pressed={isOwn}
            aria-label={`${emoji} by ${names}`}
            title={names}
            onClick={() => onReact(isOwn ? null : emoji)}
          >
            {emoji} {all.length > 1 && all.length}
          </button>
        );
      })}
    </span>
  );
}
