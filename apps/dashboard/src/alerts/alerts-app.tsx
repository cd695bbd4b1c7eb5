import { useEffect } from 'react';
import { Connected } from '../session/connected.tsx';
import { AlertsPage } from './alerts-page.tsx';

/** The page about alerts: what happened, by which rules, and where it is told. */
export function AlertsApp() {
  useEffect(() => {
    document.title = 'Alerts · Waycast';
  }, []);
  return (
    <Connected>
      <AlertsPage />
    </Connected>
  );
}
