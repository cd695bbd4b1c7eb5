import { WaycastProvider } from '@waycast/react';
import type { ReactNode } from 'react';
import { SessionGate, useSession } from './session.tsx';

interface ConnectedProps {
  /** On a phone that stays signed in. */
  readonly offerToStay?: boolean;
  readonly children: ReactNode;
}

/** Who is asking, and the connection that all below share. */
export function Connected({ offerToStay = false, children }: ConnectedProps) {
  return (
    <SessionGate offerToStay={offerToStay}>
      <Provider>{children}</Provider>
    </SessionGate>
  );
}

function Provider({ children }: { children: ReactNode }) {
  const { token } = useSession();
  return (
    <WaycastProvider url={window.location.origin} token={token}>
      {children}
    </WaycastProvider>
  );
}
