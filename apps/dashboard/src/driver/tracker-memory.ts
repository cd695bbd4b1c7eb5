/** What a phone remembers between reloads: for which vehicle it reports, and whether it was doing so. */
const VEHICLE_KEY = 'waycast.driver.vehicle';
const RUNNING_KEY = 'waycast.driver.running';

export function rememberedVehicle(): string | null {
  return localStorage.getItem(VEHICLE_KEY);
}

export function rememberVehicle(id: string | null): void {
  if (id === null) localStorage.removeItem(VEHICLE_KEY);
  else localStorage.setItem(VEHICLE_KEY, id);
}

export function wasRunning(): boolean {
  return localStorage.getItem(RUNNING_KEY) === 'yes';
}

export function rememberRunning(running: boolean): void {
  if (running) localStorage.setItem(RUNNING_KEY, 'yes');
  else localStorage.removeItem(RUNNING_KEY);
}
