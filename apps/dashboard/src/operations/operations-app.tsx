import { WaycastProvider } from '@waycast/react';
import { useEffect } from 'react';
import { SessionGate, useSession } from '../session/session.tsx';
import { OperationsPage } from './operations-page.tsx';

/** The page for whoever runs the servers. */
export function OperationsApp() {
  useEffect(() => {
    document.title = 'Servers · Waycast';
  }, []);
  return (
    <SessionGate offerToStay={false}>
      <Connected />
    </SessionGate>
  );
}

function Connected() {
  const { token } = useSession();
  return (
    <WaycastProvider url={window.location.origin} token={token}>
      <OperationsPage />
    </WaycastProvider>
  );
}
