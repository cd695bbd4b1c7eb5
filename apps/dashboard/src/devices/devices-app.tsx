import { useEffect } from 'react';
import { Connected } from '../session/connected.tsx';
import { DevicesPage } from './devices-page.tsx';

/** The page for whoever gives out phones and trackers. */
export function DevicesApp() {
  useEffect(() => {
    document.title = 'Devices · Waycast';
  }, []);
  return (
    <Connected>
      <DevicesPage />
    </Connected>
  );
}
