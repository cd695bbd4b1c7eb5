import { useEffect } from 'react';
import { Connected } from '../session/connected.tsx';
import { RegistryPage } from './registry-page.tsx';

/** What the fleet consists of. */
export function RegistryApp() {
  useEffect(() => {
    document.title = 'Registry · Waycast';
  }, []);
  return (
    <Connected>
      <RegistryPage />
    </Connected>
  );
}
