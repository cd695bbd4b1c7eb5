import type { Fix, HistoryItem } from '@waycast/contract';
import type { z } from 'zod';
import { isoTime } from '../../../kernel/iso-time.ts';

/** A stored fix as `history` returns it: ISO 8601 UTC, null where something is unknown. `flag`: it is not believed. */
export function toHistoryItem(fix: Fix, flag: string | undefined): z.infer<typeof HistoryItem> {
  const flags = [...(fix.future === true ? ['future'] : []), ...(flag === undefined ? [] : [flag])];
  return {
    time: isoTime(fix.time),
    receivedAt: isoTime(fix.receivedAt),
    latitude: fix.latitude,
    longitude: fix.longitude,
    accuracy: fix.accuracy,
    speed: fix.speed ?? null,
    heading: fix.heading ?? null,
    altitude: fix.altitude ?? null,
    ...(flags.length === 0 ? {} : { flags }),
  };
}
