import { type FormEvent, useId, useState } from 'react';
import { Button } from '../shell/button.tsx';
import { CopyCommand } from '../shell/copy-command.tsx';
import styles from './sign-in.module.css';
import { looksLikeToken } from './token-store.ts';

interface SignInProps {
  readonly reason: string | undefined;
  readonly offerToStay: boolean;
  readonly onToken: (token: string, stay: boolean) => void;
}

/** Asks for a token and says how to get one. */
export function SignIn({ reason, offerToStay, onToken }: SignInProps) {
  const [text, setText] = useState('');
  const [stay, setStay] = useState(offerToStay);
  const [problem, setProblem] = useState(reason);
  const id = useId();

  function submit(event: FormEvent): void {
    event.preventDefault();
    if (looksLikeToken(text)) onToken(text.trim(), stay);
    else setProblem('That is no token. A token is one long line of three parts with dots between them.');
  }

  return (
    <main className={styles.page}>
      <form className={styles.card} onSubmit={submit}>
        <h1 className={styles.title}>Sign in to Waycast</h1>
        <p id={`${id}-how`}>Paste a token. On the server, this prints one:</p>
        <CopyCommand
          command={`npx waycast token --subject me --role ${offerToStay ? 'driver --vehicle bus-7' : 'dispatcher'}`}
        />
        <label className={styles.label} htmlFor={id}>
          Token
        </label>
        <textarea
          id={id}
          className={styles.input}
          value={text}
          onChange={(event) => setText(event.target.value)}
          rows={4}
          spellCheck={false}
          autoCapitalize="off"
          autoComplete="off"
          aria-describedby={`${id}-how ${id}-problem`}
          aria-invalid={problem !== undefined && problem !== reason}
        />
        <p id={`${id}-problem`} className={styles.problem} role="status">
          {problem}
        </p>
        {offerToStay && (
          <label className={styles.stay}>
            <input type="checkbox" checked={stay} onChange={(event) => setStay(event.target.checked)} />
            Stay signed in on this phone
          </label>
        )}
        <Button type="submit" look="primary">
          Sign in
        </Button>
      </form>
    </main>
  );
}
