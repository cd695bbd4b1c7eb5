import { useEffect, useState } from 'react';
import { Connected } from '../session/connected.tsx';
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
    <Connected offerToStay>
      <Driver />
    </Connected>
  );
}

function Driver() {
  const [vehicleId, setVehicleId] = useState(rememberedVehicle);
  const choose = (id: string | null): void => {
    rememberVehicle(id);
    setVehicleId(id);
  };
  if (vehicleId === null) return <VehicleChoice onChoose={choose} />;
  return <TrackerPage vehicleId={vehicleId} onChange={() => choose(null)} />;
}
