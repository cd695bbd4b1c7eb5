import type { ConversationView } from '@waycast/client';
import { ArrowLeft, CircleCheck, Clock, RotateCcw, UserCheck, UserMinus } from 'lucide-react';
import { Button, IconButton } from '../../shell/button.tsx';
import { aboutWords, nameOfId, STATE_WORDS, withWhom } from '../conversation-words.ts';
import styles from './thread.module.css';
import type { Act } from './use-acts.ts';

interface ThreadHeadProps {
  readonly conversation: NonNullable<ConversationView['conversation']>;
  readonly online: ConversationView['online'];
  readonly me: string;
  readonly busy: boolean;
  readonly onAct: (act: Act) => void;
  /** Back to the list, on a phone. */
  readonly onClose: () => void;
}

/** With whom it is, whether they are there, whose it is, and what can be done with it. */
export function ThreadHead({ conversation, online, me, busy, onAct, onClose }: ThreadHeadProps) {
  const { state, assignedTo, participants } = conversation;
  const others = participants.filter(({ kind }) => kind !== 'agent');
  const here = new Set(online.map(({ participantId }) => participantId));
  const isThere = others.some(({ participantId }) => here.has(participantId));
  const agents = [...here].filter((id) => id !== me && !others.some((one) => one.participantId === id));
  return (
    <header className={styles.head}>
      <IconButton label="Back to the list" className={styles.back} onClick={onClose}>
        <ArrowLeft size={18} />
      </IconButton>
      <div className={styles.who}>
        <h2>{withWhom(conversation)}</h2>
        <p className={styles.facts}>
          <span className={styles.presence} data-here={isThere}>
            {isThere ? 'here now' : 'not here'}
          </span>
          <span>{STATE_WORDS[state]}</span>
          <span>{whose(assignedTo, me)}</span>
          {agents.length > 0 && <span>also read by {agents.map(nameOfId).join(', ')}</span>}
          {aboutWords(conversation) !== undefined && <span>{aboutWords(conversation)}</span>}
        </p>
      </div>
      <fieldset className={styles.tools} aria-label="This conversation" disabled={busy}>
        {assignedTo === me ? (
          <Button onClick={() => onAct({ kind: 'assign', to: null })}>
            <UserMinus size={16} aria-hidden /> Let go
          </Button>
        ) : (
          <Button onClick={() => onAct({ kind: 'assign', to: me })}>
            <UserCheck size={16} aria-hidden /> Assign to me
          </Button>
        )}
        {state === 'open' && (
          <Button onClick={() => onAct({ kind: 'state', state: 'pending' })}>
            <Clock size={16} aria-hidden /> Pending
          </Button>
        )}
        {state === 'closed' ? (
          <Button onClick={() => onAct({ kind: 'state', state: 'open' })}>
            <RotateCcw size={16} aria-hidden /> Open again
          </Button>
        ) : (
          <Button onClick={() => onAct({ kind: 'state', state: 'closed' })}>
            <CircleCheck size={16} aria-hidden /> Close
          </Button>
        )}
      </fieldset>
    </header>
  );
}

function whose(assignedTo: string | null, me: string): string {
  if (assignedTo === null) return 'nobody’s';
  return assignedTo === me ? 'yours' : `${nameOfId(assignedTo)}’s`;
}
