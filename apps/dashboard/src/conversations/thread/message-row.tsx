import type { Message } from '@waycast/contract';
import { Pencil, Reply, ThumbsUp, Trash2 } from 'lucide-react';
import { IconButton } from '../../shell/button.tsx';
import { shortMoment } from '../../words/clock.ts';
import { senderName } from '../conversation-words.ts';
import { Quote } from './quote.tsx';
import { Reactions } from './reactions.tsx';
import styles from './thread.module.css';
import { withLinks } from './with-links.tsx';

/** What is done with a message. */
export interface MessageActs {
  readonly onAnswer: (message: Message) => void;
  readonly onReact: (message: Message, emoji: string | null) => void;
  readonly onEdit: (message: Message) => void;
  readonly onDelete: (message: Message) => void;
}

interface MessageRowProps extends MessageActs {
  readonly message: Message;
  /** The one that it answers, where it is loaded. */
  readonly answered: Message | undefined;
  readonly me: string;
  readonly nowMs: number;
  /** Below the agent's own newest: whether it was read. */
  readonly state: string | undefined;
}

/** One message: agents' on the right, all others' on the left. */
export function MessageRow({ message, answered, me, nowMs, state, ...acts }: MessageRowProps) {
  const { senderId, senderKind, body, attachments, sentAt, editedAt, deletedAt } = message;
  const isOwn = senderId === me;
  return (
    <li className={styles.message} data-side={isOwn || senderKind === 'agent' ? 'end' : 'start'}>
      <p className={styles.meta}>
        <strong>{isOwn ? 'You' : senderName(message)}</strong>{' '}
        <time dateTime={sentAt}>{shortMoment(Date.parse(sentAt), nowMs)}</time>
        {editedAt !== null && deletedAt === null && ' · edited'}
        {state !== undefined && ` · ${state}`}
      </p>
      <div className={styles.line}>
        {deletedAt === null && <ActButtons {...{ message, isOwn, ...acts }} />}
        <div className={styles.bubble} data-gone={deletedAt !== null} dir="auto">
          {message.replyTo !== null && deletedAt === null && <Quote message={answered} me={me} />}
          {deletedAt === null ? withLinks(body) : 'This message was deleted.'}
          {attachments.length > 0 && (
            <ul className={styles.files}>
              {attachments.map(({ url, name }) => (
                <li key={url}>
                  <a href={url} target="_blank" rel="noopener noreferrer nofollow">
                    {name}
                  </a>
                </li>
              ))}
            </ul>
          )}
        </div>
      </div>
      <Reactions reactions={message.reactions} me={me} onReact={(emoji) => acts.onReact(message, emoji)} />
    </li>
  );
}

function ActButtons({
  message,
  isOwn,
  onAnswer,
  onReact,
  onEdit,
  onDelete,
}: MessageActs & { readonly message: Message; readonly isOwn: boolean }) {
  return (
    <span className={styles.acts}>
      <IconButton label="Answer this message" onClick={() => onAnswer(message)}>
        <Reply size={14} />
      </IconButton>
      {!isOwn && (
        <IconButton label="Thumbs up" onClick={() => onReact(message, '👍')}>
          <ThumbsUp size={14} />
        </IconButton>
      )}
      {isOwn && (
        <IconButton label="Edit this message" onClick={() => onEdit(message)}>
          <Pencil size={14} />
        </IconButton>
      )}
      <IconButton label="Delete this message" onClick={() => onDelete(message)}>
        <Trash2 size={14} />
      </IconButton>
    </span>
  );
}
