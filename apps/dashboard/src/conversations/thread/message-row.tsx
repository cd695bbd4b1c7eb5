import type { Message } from '@waycast/contract';
import { Pencil, Trash2 } from 'lucide-react';
import { IconButton } from '../../shell/button.tsx';
import { shortMoment } from '../../words/clock.ts';
import { senderName } from '../conversation-words.ts';
import styles from './thread.module.css';
import { withLinks } from './with-links.tsx';

interface MessageRowProps {
  readonly message: Message;
  readonly me: string;
  readonly nowMs: number;
  /** Below the agent's own newest: whether it was read. */
  readonly state: string | undefined;
  readonly onEdit: (message: Message) => void;
  readonly onDelete: (message: Message) => void;
}

/** One message: agents' on the right, all others' on the left. */
export function MessageRow({ message, me, nowMs, state, onEdit, onDelete }: MessageRowProps) {
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
        {deletedAt === null && (
          <span className={styles.acts}>
            {isOwn && (
              <IconButton label="Edit this message" onClick={() => onEdit(message)}>
                <Pencil size={14} />
              </IconButton>
            )}
            <IconButton label="Delete this message" onClick={() => onDelete(message)}>
              <Trash2 size={14} />
            </IconButton>
          </span>
        )}
        <div className={styles.bubble} data-gone={deletedAt !== null} dir="auto">
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
    </li>
  );
}
