import { createTown, DEMO_TOWN_SEED, type Town } from '@waycast/geo';

let town: Town | undefined;

/** The town of the demo, made once: that takes a good part of a second. */
export function demoTown(): Town {
  town ??= createTown(DEMO_TOWN_SEED);
  return town;
}
