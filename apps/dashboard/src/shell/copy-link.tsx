import { Check, Copy } from 'lucide-react';
import { useState } from 'react';
import { IconButton } from './button.tsx';
import styles from './copy-command.module.css';

/** A link, and a button that copies it. */
export function CopyLink({ link }: { link: string }) {
  const [copied, setCopied] = useState(false);
  const copy = (): void => {
    // Without a clipboard (plain HTTP, no permission) the text can still be selected by hand.
    navigator.clipboard?.writeText(link).then(
      () => setCopied(true),
      () => setCopied(false),
    );
  };
  return (
    <div className={styles.command}>
      <code className={styles.text}>{link}</code>
      <IconButton label={copied ? 'Copied' : 'Copy link'} onClick={copy}>
        {copied ? <Check size={16} /> : <Copy size={16} />}
      </IconButton>
    </div>
  );
}
