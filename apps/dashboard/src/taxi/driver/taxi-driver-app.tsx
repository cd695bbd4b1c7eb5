import { useEffect, useState } from 'react';
import { installOfflineShell } from '../../driver/offline-shell.ts';
import { rememberedVehicle, rememberVehicle } from '../../driver/tracker-memory.ts';
import { VehicleChoice } from '../../driver/vehicle-choice.tsx';
import { Connected } from '../../session/connected.tsx';
import { useMe } from '../../session/use-me.ts';
import { useTitle } from '../../shell/use-title.ts';
import { WorkPage } from './work-page.tsx';

/** The page of a taxi driver: the shift, what is offered, and the ride. */
export function TaxiDriverApp() {
  useTitle('Taxi driver · Waycast');
  useEffect(() => installOfflineShell('/taxi/driver'), []);
  return (
    <Connected offerToStay>
      <Driver />
    </Connected>
  );
}

function Driver() {
  const me = useMe();
  const [vehicleId, setVehicleId] = useState(rememberedVehicle);
  const choose = (id: string | null): void => {
    rememberVehicle(id);
    setVehicleId(id);
  };
  const own = me.data?.vehicles ?? [];
  // A phone may have been used with another token before.
  const strange = vehicleId !== null && own.length > 0 && !own.includes(vehicleId);
  if (vehicleId === null || strange) return <VehicleChoice onChoose={choose} />;
  return <WorkPage driverId={me.data?.subject} vehicleId={vehicleId} onAnother={() => choose(null)} />;
}
