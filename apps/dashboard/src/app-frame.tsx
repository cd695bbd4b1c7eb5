import { WaycastProvider } from '@waycast/react';
import { SessionGate, useSession } from './session/session.tsx';
import { FleetScreen } from './shell/fleet-screen.tsx';

/** Who is asking, and the connection that all below share. */
export function AppFrame() {
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
      <FleetScreen />
    </WaycastProvider>
  );
}
