import { useEffect } from 'react';
import { Connected } from '../session/connected.tsx';
import { GeofencesPage } from './geofences-page.tsx';

/** The page where fences are drawn. */
export function GeofencesApp() {
  useEffect(() => {
    document.title = 'Geofences · Waycast';
  }, []);
  return (
    <Connected>
      <GeofencesPage />
    </Connected>
  );
}
