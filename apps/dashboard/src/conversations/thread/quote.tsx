import type { Message } from '@waycast/contract';
import { senderName } from '../conversation-words.ts';
import styles from './thread.module.css';

interface QuoteProps {
  /** Undefined: it lies before what was loaded. */
  readonly message: Message | undefined;
  readonly me: string;
}

/** The message that another one answers, in a line. */
export function Quote({ message, me }: QuoteProps) {
  return (
    <span className={styles.quote} dir="auto">
      {quoted(message, me)}
    </span>
  );
}

function quoted(message: Message | undefined, me: string): string {
  if (message === undefined) return 'An earlier message';
  if (message.deletedAt !== null) return 'A message that was deleted';
  return `${message.senderId === me ? 'You' : senderName(message)}: ${message.body}`;
}
