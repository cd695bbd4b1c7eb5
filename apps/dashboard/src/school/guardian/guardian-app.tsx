import { useQuery } from '@tanstack/react-query';
import { useRealtimeConnection, WaycastProvider } from '@waycast/react';
import { LogOut, Moon, Sun } from 'lucide-react';
import { useState } from 'react';
import { PushSwitch } from '../../alerts/push-switch.tsx';
import { SessionGate, useSession } from '../../session/session.tsx';
import { Banner } from '../../shell/banner.tsx';
import { IconButton } from '../../shell/button.tsx';
import { chooseTheme, useTheme } from '../../shell/theme.ts';
import { useLostAt } from '../../shell/use-lost-at.ts';
import { useTitle } from '../../shell/use-title.ts';
import { clockText } from '../../words/clock.ts';
import { useSchoolApi } from '../api/school-api.ts';
import { ChildCard } from './child-card.tsx';
import styles from './guardian.module.css';
import { Notices } from './notices.tsx';

const READ_EVERY_MS = 10_000;
const PATIENCE_MS = 3000;

/** The page of guardians: when the bus comes, for each child. */
export function GuardianApp() {
  useTitle('My children · Waycast');
  return (
    <SessionGate offerToStay>
      <Connected />
    </SessionGate>
  );
}

function Connected() {
  const { token } = useSession();
  return (
    <WaycastProvider url={window.location.origin} token={token}>
      <Guardian />
    </WaycastProvider>
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
      <Head />
      <Lost readAtMs={dataUpdatedAt} failed={error !== null && data !== undefined} />
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

function Head() {
  const { signOut } = useSession();
  const theme = useTheme();
  const other = theme === 'dark' ? 'light' : 'dark';
  return (
    <header className={styles.head}>
      <h1>My children</h1>
      <IconButton label={`Use the ${other} theme`} onClick={() => chooseTheme(other)}>
        {theme === 'dark' ? <Sun size={18} /> : <Moon size={18} />}
      </IconButton>
      <IconButton label="Sign out" onClick={() => signOut()}>
        <LogOut size={18} />
      </IconButton>
    </header>
  );
}

/** One calm line while what is on the page grows old. */
function Lost({ readAtMs, failed }: { readonly readAtMs: number; readonly failed: boolean }) {
  const { connected } = useRealtimeConnection();
  const lost = useLostAt(connected && !failed, PATIENCE_MS);
  if (lost === null || readAtMs === 0) return <Banner />;
  return <Banner>No connection. This is as of {clockText(readAtMs)}; trying again …</Banner>;
}
