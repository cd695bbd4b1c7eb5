/** From the ring road down to a lane between houses. */
export const ROAD_CLASSES = ['trunk', 'primary', 'secondary', 'residential', 'lane'] as const;
export type RoadClass = (typeof ROAD_CLASSES)[number];

/** What traffic does on such a road, in metres per second. */
export const ROAD_SPEED_MPS: Readonly<Record<RoadClass, number>> = {
  trunk: 19.4,
  primary: 13.9,
  secondary: 12.5,
  residential: 8.3,
  lane: 5.6,
};
