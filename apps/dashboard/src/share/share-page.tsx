import { type ReactNode, useEffect, useState, useSyncExternalStore } from 'react';
import { shortClock } from '../words/clock.ts';
import { ShareFollower, type ShareState } from './follower.ts';
import { Following } from './following.tsx';
import { nameOf } from './ride-words.ts';
import styles from './share-page.module.css';
import { useShareToken } from './share-token.ts';

/** What whoever has a share link sees: where one vehicle is, and when it comes. */
export function SharePage() {
  const token = useShareToken();
  if (token === null)
    return (
      <Notice title="This link is not complete">
        Open it again as it was sent to you; its last part, behind the #, is missing.
      </Notice>
    );
  return <Link key={token} token={token} />;
}

function Link({ token }: { token: string }) {
  const [follower] = useState(() => new ShareFollower(window.location.origin, token));
  useEffect(() => {
    follower.start();
    return () => follower.stop();
  }, [follower]);
  const state = useSyncExternalStore(follower.subscribe, () => follower.state);
  useEffect(() => {
    document.title = titleOf(state);
  }, [state]);
  switch (state.phase) {
    case 'opening':
      return <Notice title="Looking where it is …">{state.problem}</Notice>;
    case 'showing':
      return <Following follower={follower} share={state.share} connected={state.connected} />;
    case 'over':
      return <Over how={state.how} at={state.at} />;
    case 'no link':
      return (
        <Notice title="This link does not work">
          It may have been cut off on its way, or it ended long ago. Ask whoever sent it for a new one.
        </Notice>
      );
    default:
      return state satisfies never;
  }
}

const ENDS = {
  revoked: ['This link was ended', 'ended by whoever sent it'],
  ended: ['This link has ended', 'over'],
  expired: ['This link has expired', 'over'],
} as const;

function Over({ how, at }: { how: keyof typeof ENDS; at: string }) {
  const [title, verb] = ENDS[how];
  const date = new Date(at);
  return (
    <Notice title={title}>
      It has been {verb} since {date.toLocaleDateString()}, {shortClock(date.getTime())}, and shows nothing
      any more.
    </Notice>
  );
}

function Notice({ title, children }: { title: string; children: ReactNode }) {
  return (
    <main className={styles.notice}>
      <h1>{title}</h1>
      <p role="status">{children}</p>
    </main>
  );
}

function titleOf(state: ShareState): string {
  return state.phase === 'showing' ? nameOf(state.share) : 'Follow live';
}
