import { WaycastProvider } from '@waycast/react';
import { useEffect, useState } from 'react';
import { SessionGate, useSession } from '../session/session.tsx';
import { useTitle } from '../shell/use-title.ts';
import { installOfflineShell } from './offline-shell.ts';
import { rememberedVehicle, rememberVehicle } from './tracker-memory.ts';
import { TrackerPage } from './tracker-page.tsx';
import { VehicleChoice } from './vehicle-choice.tsx';

/** The driver's page: this phone reports its position. */
export function DriverApp() {
  useTitle('Waycast driver');
  useEffect(() => installOfflineShell(), []);
  return (
    <SessionGate offerToStay>
      <Driver />
    </SessionGate>
  );
}

function Driver() {
  const { token } = useSession();
  const [vehicleId, setVehicleId] = useState(rememberedVehicle);
  const choose = (id: string | null): void => {
    rememberVehicle(id);
    setVehicleId(id);
  };
  return (
    <WaycastProvider url={window.location.origin} token={token}>
      {vehicleId === null ? (
        <VehicleChoice onChoose={choose} />
      ) : (
        <TrackerPage vehicleId={vehicleId} onChange={() => choose(null)} />
      )}
    </WaycastProvider>
  );
}
