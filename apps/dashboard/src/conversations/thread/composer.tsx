import type { Message } from '@waycast/contract';
import { SendHorizontal, X } from 'lucide-react';
import { type KeyboardEvent, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { IconButton } from '../../shell/button.tsx';
import { Quote } from './quote.tsx';
import styles from './thread.module.css';

/** What was begun in other conversations, as long as the page is open. */
const drafts = new Map<string, string>();
const DRAFTS_MAX = 200;

interface ComposerProps {
  readonly conversationId: string;
  /** What the next message answers. */
  readonly answered: Message | null;
  readonly me: string;
  readonly onAnswerNothing: () => void;
  readonly onSend: (body: string) => void;
  readonly onTyping: (typing: boolean) => void;
}

/** Where an agent writes: Enter sends, Shift and Enter begins a line. */
export function Composer(props: ComposerProps) {
  const { conversationId, answered, me, onAnswerNothing, onSend, onTyping } = props;
  const [text, setText] = useState(() => drafts.get(conversationId) ?? '');
  const field = useRef<HTMLTextAreaElement>(null);
  useLayoutEffect(() => {
    const box = field.current;
    if (box === null || text === undefined) return;
    box.style.height = 'auto';
    box.style.height = `${box.scrollHeight}px`;
  }, [text]);

  useEffect(() => {
    if (answered !== null) field.current?.focus();
  }, [answered]);

  const change = (next: string): void => {
    setText(next);
    keepDraft(conversationId, next);
    onTyping(next.trim() !== '');
  };
  const send = (): void => {
    const body = text.trim();
    if (body === '') return;
    onSend(body);
    setText('');
    keepDraft(conversationId, '');
  };
  const press = (event: KeyboardEvent): void => {
    // While a word is being composed, Enter chooses it.
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    send();
  };
  return (
    <form
      className={styles.composer}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      {answered !== null && (
        <p className={styles.answered}>
          <Quote message={answered} me={me} />
          <IconButton label="Answer nothing in particular" onClick={onAnswerNothing}>
            <X size={14} />
          </IconButton>
        </p>
      )}
      <textarea
        ref={field}
        rows={1}
        value={text}
        placeholder="Write an answer"
        aria-label="Write an answer"
        dir="auto"
        onChange={(event) => change(event.target.value)}
        onKeyDown={press}
      />
      <IconButton type="submit" label="Send" className={styles.send} disabled={text.trim() === ''}>
        <SendHorizontal size={18} />
      </IconButton>
    </form>
  );
}

function keepDraft(conversationId: string, text: string): void {
  drafts.delete(conversationId);
  if (text === '') return;
  drafts.set(conversationId, text);
  const oldest = drafts.keys().next();
  if (drafts.size > DRAFTS_MAX && !oldest.done) drafts.delete(oldest.value);
}
