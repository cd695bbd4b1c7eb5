import type { Fix, HistoryItem } from '@waycast/contract';
import type { z } from 'zod';
import { isoTime } from '../../../kernel/iso-time.ts';

/** A stored fix as `history` returns it: ISO 8601 UTC, null where something is unknown. */
export function toHistoryItem(fix: Fix): z.infer<typeof HistoryItem> {
  return {
    time: isoTime(fix.time),
    receivedAt: isoTime(fix.receivedAt),
    latitude: fix.latitude,
    longitude: fix.longitude,
    accuracy: fix.accuracy,
    speed: fix.speed ?? null,
    heading: fix.heading ?? null,
    altitude: fix.altitude ?? null,
    ...(fix.future === true ? { flags: ['future'] } : {}),
  };
}
