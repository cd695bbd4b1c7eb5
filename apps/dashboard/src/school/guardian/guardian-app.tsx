import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { PushSwitch } from '../../alerts/push-switch.tsx';
import { Connected } from '../../session/connected.tsx';
import { LostBanner } from '../../shell/lost-banner.tsx';
import { PhoneHead } from '../../shell/phone-head.tsx';
import { useTitle } from '../../shell/use-title.ts';
import { useSchoolApi } from '../api/school-api.ts';
import { ChildCard } from './child-card.tsx';
import styles from './guardian.module.css';
import { Notices } from './notices.tsx';

const READ_EVERY_MS = 10_000;

/** The page of guardians: when the bus comes, for each child. */
export function GuardianApp() {
  useTitle('My children · Waycast');
  return (
    <Connected offerToStay>
      <Guardian />
    </Connected>
  );
}

function Guardian() {
  const api = useSchoolApi();
  const { data, error, dataUpdatedAt } = useQuery({
    queryKey: ['school', 'children'],
    queryFn: ({ signal }) => api.guardianChildren({ signal }),
    refetchInterval: READ_EVERY_MS,
    refetchOnWindowFocus: true,
    staleTime: 0,
    retry: false,
  });
  const [asked, setAsked] = useState(false);
  const children = data?.children;
  return (
    <main className={styles.page}>
      <PhoneHead title="My children" />
      <LostBanner readAtMs={dataUpdatedAt} failed={error !== null && data !== undefined} />
      {data === undefined && (
        <p role="status" className={styles.hint}>
          {error === null ? 'Asking the server …' : error.message}
        </p>
      )}
      {children?.length === 0 && (
        <p className={styles.hint}>
          No child is entered with you as guardian. Ask the school to add you: they need the name that you
          sign in with.
        </p>
      )}
      {children?.map((child) => (
        <ChildCard key={child.studentId} child={child} />
      ))}
      {children !== undefined && children.length > 0 && (
        <>
          <PushSwitch />
          <section className={styles.notices} aria-label="What you were told">
            <button
              type="button"
              className={styles.fold}
              aria-expanded={asked}
              onClick={() => setAsked(!asked)}
            >
              Why was I told, or not?
            </button>
            {asked && <Notices nameOf={new Map(children.map(({ studentId, name }) => [studentId, name]))} />}
          </section>
        </>
      )}
    </main>
  );
}
