// The examples of README.md, in its order and word for word: readme.test.ts compares them, the compiler checks them.
import { useRealtimeConnection, useVehicleTracking, WaycastProvider } from '@waycast/react';
import { useEffect } from 'react';

function Bus({ id }: { id: string }) {
  const { location, connected, error } = useVehicleTracking(id);
  if (error !== null) return <p>{error.message}</p>;
  if (location === null) return <p>{connected ? 'Not seen yet' : 'Connecting …'}</p>;
  return <p>{`${location.latitude}, ${location.longitude} at ${location.timestamp}`}</p>;
}

export function App({ token }: { token: string }) {
  return (
    <WaycastProvider url="https://waycast.example.com" token={token}>
      <Bus id="bus-7" />
    </WaycastProvider>
  );
}

export function FleetLayer({
  draw,
}: {
  draw: (vehicleId: string, longitude: number, latitude: number) => void;
}) {
  const { connection } = useRealtimeConnection();
  useEffect(() => {
    const fleet = connection.trackFleet({ tickMs: 50 }, (updates) => {
      for (const { vehicleId, longitude, latitude } of updates) draw(vehicleId, longitude, latitude);
    });
    return () => fleet.close();
  }, [connection, draw]);
  return null;
}
