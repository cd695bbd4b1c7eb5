import type { Fix, Topic, VehicleStatus } from '@waycast/contract';
import { topicKey } from '@waycast/contract';
import type { TenantFix } from '../ports/history.ts';
import type { KeyedChange, KeyedState } from '../ports/live.ts';
import { toLocationUpdate } from './location-update.ts';

/** Groups by vehicle, each group by device time; a Map keeps the order of first appearance. */
export function byVehicle(fixes: readonly TenantFix[]): Map<string, { topic: Topic; list: Fix[] }> {
  const groups = new Map<string, { topic: Topic; list: Fix[] }>();
  for (const { tenant, fix } of fixes) {
    const topic = topicOf(tenant, fix);
    const key = topicKey(topic);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { topic, list: [fix] });
    else group.list.push(fix);
  }
  for (const { list } of groups.values()) if (list.length > 1) list.sort((a, b) => a.time - b.time);
  return groups;
}

export function topicOf(tenant: string, fix: Fix): Topic {
  return { tenant, family: 'vehicle', id: fix.vehicleId };
}

export function stateOf(fix: Fix, status: VehicleStatus): KeyedState {
  // The half millisecond lets OFFLINE follow the fix that it repeats, and any later fix follow it.
  const version = status === 'OFFLINE' ? fix.time + 0.5 : fix.time;
  return { event: 'location:update', data: toLocationUpdate(fix, status), version };
}

/** What a fix from history stands for now: OFFLINE when it was received before `heardSinceMs`. */
export function stateFromHistory(fix: Fix, heardSinceMs: number): KeyedState {
  return stateOf(fix, fix.receivedAt < heardSinceMs ? 'OFFLINE' : 'ONLINE');
}

export function offlineChange(topic: Topic, state: KeyedState): KeyedChange {
  return {
    topic,
    event: state.event,
    data: { ...state.data, status: 'OFFLINE' },
    version: state.version + 0.5,
    announce: 'now',
    whenAbsent: 'store',
  };
}

export function statusOf(state: KeyedState): unknown {
  return 'status' in state.data ? state.data.status : undefined;
}
