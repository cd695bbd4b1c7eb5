import type { Connection } from '@waycast/client';
import { useRealtimeConnection } from '@waycast/react';
import { useEffect, useMemo, useSyncExternalStore } from 'react';
import { type Follow, LiveValues } from './live-values.ts';

/** What fits a large screen twice. */
const FOLLOWED_MAX = 60;

/** News of those of these ids that are on the screen. `followBy` must be the same function every time. */
export function useLiveValues<T>(
  ids: readonly string[],
  followBy: (connection: Connection) => Follow<T>,
): LiveValues<T> {
  const { connection } = useRealtimeConnection();
  const live = useMemo(() => new LiveValues(followBy(connection), FOLLOWED_MAX), [connection, followBy]);
  useEffect(() => () => live.close(), [live]);
  const key = ids.join('\n');
  useEffect(() => live.follow(key === '' ? [] : key.split('\n')), [live, key]);
  useSyncExternalStore(live.subscribe, () => live.revision);
  return live;
}
