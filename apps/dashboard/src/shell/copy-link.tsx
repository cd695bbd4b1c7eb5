import { CopyButton } from './copy-button.tsx';
import styles from './copy-command.module.css';

/** A link, and a button that copies it. */
export function CopyLink({ link }: { link: string }) {
  return (
    <div className={styles.command}>
      <code className={styles.text}>{link}</code>
      <CopyButton text={link} what="link" />
    </div>
  );
}
