import type { GuardianNotice } from '@waycast/contract';
import styles from '../trip/trip.module.css';
import { evidenceSentences } from '../words/notice-words.ts';

/** What a notice rests on, to be unfolded; nothing where its evidence says nothing. */
export function WhyNotice({
  evidence,
  timeZone,
}: {
  readonly evidence: GuardianNotice['evidence'];
  readonly timeZone: string;
}) {
  const sentences = evidenceSentences(evidence, timeZone);
  if (sentences.length === 0) return null;
  return (
    <details className={styles.why}>
      <summary>Why</summary>
      {sentences.map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
    </details>
  );
}
