/** A piece of road; [latitude, longitude] in degrees, in the direction of travel where it is one way. */
export interface DrivableRoad {
  readonly segmentId: string;
  readonly line: readonly (readonly [latitude: number, longitude: number])[];
  readonly oneWay: boolean;
}

/** Names a place; places nearer than some centimetres have the same name. */
export function placeName([latitude, longitude]: readonly [number, number]): string {
  return `${Math.round(latitude * 1e7)},${Math.round(longitude * 1e7)}`;
}
