import { WaycastProvider } from '@waycast/react';
import type { ReactNode } from 'react';
import { SessionGate, useSession } from './session.tsx';

/** Who is asking, and the connection that all below share. */
export function Connected({ children }: { children: ReactNode }) {
  return (
    <SessionGate offerToStay={false}>
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
