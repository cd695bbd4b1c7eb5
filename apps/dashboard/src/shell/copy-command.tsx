import { CopyButton } from './copy-button.tsx';
import styles from './copy-command.module.css';

/** A command to run, or another text to type, elsewhere, with a button that copies it. */
export function CopyCommand({ command, what = 'command' }: { command: string; what?: string }) {
  return (
    <div className={styles.command}>
      <code className={styles.text}>
        {command.split(' ').map((word, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: words repeat and never move
          <span key={i} className={styles.word}>{`${word} `}</span>
        ))}
      </code>
      <CopyButton text={command} what={what} />
    </div>
  );
}
