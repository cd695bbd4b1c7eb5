import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { IconButton } from './button.tsx';
import styles from './copy-command.module.css';

const SHOWN_MS = 2000;

/** A command to run, or another text to type, elsewhere, with a button that copies it. */
export function CopyCommand({ command, what = 'command' }: { command: string; what?: string }) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return undefined;
    const timer = setTimeout(() => setCopied(false), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = (): void => {
    // Without permission the text can still be selected by hand.
    navigator.clipboard?.writeText(command).then(
      () => setCopied(true),
      () => setCopied(false),
    );
  };
  return (
    <div className={styles.command}>
      <code className={styles.text}>
        {command.split(' ').map((word, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: words repeat and never move
          <span key={i} className={styles.word}>{`${word} `}</span>
        ))}
      </code>
      <IconButton label={copied ? 'Copied' : `Copy ${what}`} onClick={copy}>
        {copied ? <Check size={16} /> : <Copy size={16} />}
      </IconButton>
    </div>
  );
}
