import { useEffect } from 'react';
import { Connected } from '../session/connected.tsx';
import { ReportsPage } from './reports-page.tsx';

/** What the fleet did, in figures. */
export function ReportsApp() {
  useEffect(() => {
    document.title = 'Reports · Waycast';
  }, []);
  return (
    <Connected>
      <ReportsPage />
    </Connected>
  );
}
