/** What a phone remembers between reloads: for which vehicle it reports, whether it does, how often it may, and when it did. */
const VEHICLE_KEY = 'waycast.driver.vehicle';
const RUNNING_KEY = 'waycast.driver.running';
const REPORTED_KEY = 'waycast.driver.reported';
const LEAST_INTERVAL_KEY = 'waycast.driver.least-interval';
/** Before a server has said anything, as with the profile `school`: a fix too many would hold up those of a minute. */
const CAUTIOUS_MS = 6000;

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

/** When the newest fix was taken for the vehicle, on any page of this phone; epoch ms, or −∞ when another's was. */
export function rememberedReport(vehicleId: string): number {
  const [time, of] = localStorage.getItem(REPORTED_KEY)?.split(' ') ?? [];
  return of === vehicleId ? Number(time) : Number.NEGATIVE_INFINITY;
}

export function rememberReport(vehicleId: string, time: number): void {
  localStorage.setItem(REPORTED_KEY, `${time} ${vehicleId}`);
}

/** The least time between fixes that the server was last known to take, in ms; 0: there is no limit. */
export function rememberedLeastInterval(): number {
  const told = localStorage.getItem(LEAST_INTERVAL_KEY);
  return told === null ? CAUTIOUS_MS : Number(told);
}

export function rememberLeastInterval(leastMs: number): void {
  localStorage.setItem(LEAST_INTERVAL_KEY, String(leastMs));
}
