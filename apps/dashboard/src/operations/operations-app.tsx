import { useEffect } from 'react';
import { Connected } from '../session/connected.tsx';
import { OperationsPage } from './operations-page.tsx';

/** The page for whoever runs the servers. */
export function OperationsApp() {
  useEffect(() => {
    document.title = 'Servers · Waycast';
  }, []);
  return (
    <Connected>
      <OperationsPage />
    </Connected>
  );
}
