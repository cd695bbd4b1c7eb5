import type { Trip } from '@waycast/contract';
import { phaseOf } from '../words/visit-words.ts';
import type { Way } from './way-layers.ts';

/** The way of a trip as the map draws it. */
export function tripWay({ line, stops }: Pick<Trip, 'line' | 'stops'>): Way {
  const passed = stops.findLastIndex((stop) => ['departed', 'skipped'].includes(phaseOf(stop)));
  return {
    line: line.length > 1 ? line : stops.map(({ longitude, latitude }) => [longitude, latitude] as const),
    stops: stops.map(({ latitude, longitude, name, stopSequence }, index) => ({
      latitude,
      longitude,
      name,
      mark: String(stopSequence),
      phase: index <= passed ? 'past' : index === passed + 1 ? 'next' : 'ahead',
    })),
  };
}
