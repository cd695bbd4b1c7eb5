const POINTS = ['N', 'NE', 'E', 'SE', 'S', 'SW', 'W', 'NW'] as const;

/** Metres per second as whole km/h: "32 km/h". */
export function speedText(speedMps: number): string {
  return `${Math.round(speedMps * 3.6)} km/h`;
}

/** "52.66380, −8.62670": five decimals are a metre. */
export function positionText({ latitude, longitude }: { latitude: number; longitude: number }): string {
  return `${degreesText(latitude)}, ${degreesText(longitude)}`;
}

/** "NE 48°". */
export function headingText(degrees: number): string {
  return `${POINTS[Math.round(degrees / 45) % 8] ?? 'N'} ${Math.round(degrees)}°`;
}

/** A radius of uncertainty: "± 6 m". */
export function accuracyText(accuracyM: number | null): string {
  if (accuracyM === null) return 'Not reported';
  return accuracyM < 1000
    ? `± ${Math.max(1, Math.round(accuracyM))} m`
    : `± ${(accuracyM / 1000).toFixed(1)} km`;
}

/** "850 m" or "12.4 km". */
export function distanceText(distanceM: number): string {
  return distanceM < 1000 ? `${Math.round(distanceM)} m` : `${(distanceM / 1000).toFixed(1)} km`;
}

/** "1 vehicle", "10,000 vehicles". */
export function countText(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
}

function degreesText(degrees: number): string {
  return degrees.toFixed(5).replace('-', '−');
}
