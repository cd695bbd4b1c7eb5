import { useQuery } from '@tanstack/react-query';
import type { GuardianNotice } from '@waycast/contract';
import { Problem } from '../../shell/problem.tsx';
import { shortClockIn } from '../../words/clock.ts';
import { useSchoolApi } from '../api/school-api.ts';
import styles from '../trip/trip.module.css';
import { noticeWords, outcomeWords } from '../words/notice-words.ts';
import { WhyNotice } from './why-notice.tsx';

const SHOWN_MAX = 200;
const READ_EVERY_MS = 30_000;

interface TripNoticesProps {
  readonly tripId: string;
  /** Names by student id, of those on the trip. */
  readonly nameOf: ReadonlyMap<string, string>;
  readonly timeZone: string;
}

/** What guardians were told of this trip, what not, and why; the newest first. */
export function TripNotices({ tripId, nameOf, timeZone }: TripNoticesProps) {
  const api = useSchoolApi();
  const { data, error } = useQuery({
    queryKey: ['school', 'trip-notices', tripId],
    queryFn: ({ signal }) => api.schoolNotices({ tripId, limit: SHOWN_MAX }, { signal }),
    refetchInterval: READ_EVERY_MS,
    staleTime: 0,
    retry: false,
  });
  if (error === null && (data === undefined || data.items.length === 0)) return null;
  return (
    <section className={styles.section} aria-label="Told to guardians">
      <h2>Told to guardians</h2>
      {error !== null && <Problem>{error.message}</Problem>}
      <ul>
        {data?.items.map((notice) => (
          <li key={keyOf(notice)} className={styles.passenger}>
            <span className={styles.who}>
              {nameOf.get(notice.studentId) ?? notice.studentId}: {noticeWords(notice.kind)}
              <span className={styles.small}>
                {notice.guardianId} · {outcomeWords(notice.reason)}
              </span>
              <WhyNotice evidence={notice.evidence} timeZone={timeZone} />
            </span>
            <span className={styles.state}>{shortClockIn(Date.parse(notice.decidedAt), timeZone)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function keyOf({ studentId, guardianId, kind, decidedAt }: GuardianNotice): string {
  return [studentId, guardianId, kind, decidedAt].join(' ');
}
