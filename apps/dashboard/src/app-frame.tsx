import { Connected } from './session/connected.tsx';
import { FleetScreen } from './shell/fleet-screen.tsx';

/** The map, for whoever has signed in. */
export function AppFrame() {
  return (
    <Connected>
      <FleetScreen />
    </Connected>
  );
}
