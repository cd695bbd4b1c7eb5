import { useVehicleTracking, WaycastProvider } from '@waycast/react';
import { createRoot } from 'react-dom/client';

/** Where one vehicle is, in words. */
function Whereabouts({ vehicleId }: { vehicleId: string }) {
  const { location, connected, error } = useVehicleTracking(vehicleId);
  if (error) return <p role="alert">{error.message}</p>;
  if (!connected) return <p>Connecting …</p>;
  if (!location) return <p>{vehicleId} has not reported yet.</p>;
  return (
    <p>
      {vehicleId} is at {location.latitude.toFixed(4)}, {location.longitude.toFixed(4)} ({location.status}),
      seen <time dateTime={location.timestamp}>{new Date(location.timestamp).toLocaleTimeString()}</time>
    </p>
  );
}

// A real page gets its token from its own backend, for whoever is signed in there.
const asked = new URLSearchParams(window.location.search);
const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no element with the id root');
createRoot(root).render(
  <WaycastProvider url={asked.get('url') ?? 'http://localhost:3000'} token={asked.get('token') ?? ''}>
    <Whereabouts vehicleId={asked.get('vehicle') ?? 'bus-1'} />
  </WaycastProvider>,
);
