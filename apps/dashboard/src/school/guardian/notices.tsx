import { useQuery } from '@tanstack/react-query';
import { Bell, BellOff } from 'lucide-react';
import { useTimeZone } from '../../playback/use-time-zone.ts';
import { shortMoment } from '../../words/clock.ts';
import { useSchoolApi } from '../api/school-api.ts';
import { WhyNotice } from '../notices/why-notice.tsx';
import { noticeWords, reasonWords, toldWords } from '../words/notice-words.ts';
import styles from './guardian.module.css';

const SHOWN_MAX = 50;

/** What one was told, what not, and why; the newest first. */
export function Notices({ nameOf }: { readonly nameOf: ReadonlyMap<string, string> }) {
  const api = useSchoolApi();
  const timeZone = useTimeZone();
  const { data, error } = useQuery({
    queryKey: ['school', 'notices'],
    queryFn: ({ signal }) => api.guardianNotices({ limit: SHOWN_MAX }, { signal }),
    staleTime: 0,
    retry: false,
  });
  if (error !== null) return <p role="alert">{error.message}</p>;
  if (data === undefined) return <p className={styles.hint}>Reading …</p>;
  if (data.items.length === 0)
    return (
      <p className={styles.hint}>
        There was nothing to tell so far. Each decision will stand here with its reason.
      </p>
    );
  return (
    <ul className={styles.noticeList}>
      {data.items.map(({ tripId, studentId, kind, decidedAt, sent, reason, evidence }) => (
        <li key={`${tripId} ${studentId} ${kind} ${decidedAt}`} className={styles.notice} data-sent={sent}>
          {sent ? <Bell size={18} aria-hidden /> : <BellOff size={18} aria-hidden />}
          <span>
            <strong>
              {nameOf.get(studentId) ?? studentId}: {noticeWords(kind)}
            </strong>
            <span className={styles.detail}>
              {toldWords({ sent, reason })} {shortMoment(Date.parse(decidedAt), Date.now())}.{' '}
              {reasonWords(reason)}
            </span>
            <WhyNotice evidence={evidence} timeZone={timeZone} />
          </span>
        </li>
      ))}
    </ul>
  );
}
