import type { Topic } from '@waycast/contract';
import { DEFAULT_TENANT, keyName, topicChannels } from '@waycast/contract';

/** Where the state and the followers of a topic are. */
export interface KeyedNames {
  /** Key of the newest value. */
  readonly state: string;
  readonly channel: string;
  /** The channel of the older vehicle message, when the family has one. */
  readonly older: string | undefined;
}

/** Names of a keyed topic. The state of a vehicle is the documented key of its last fix. */
export function keyedNames(topic: Topic, cluster: boolean): KeyedNames {
  const { tenant, family, id } = topic;
  const [channel = ownName(tenant, `channel:${family}`, id, cluster), older] = topicChannels(topic, {
    cluster,
  });
  const state =
    family === 'vehicle'
      ? keyName('currentLocation', tenant, id, { cluster })
      : ownName(tenant, `live:${family}`, id, cluster);
  return { state, channel, older };
}

/** Names of a log topic. On a Cluster a channel without an id is braced whole, so that its log shares its slot. */
export function logNames(topic: Topic, cluster: boolean): { log: string; channel: string } {
  const { tenant, family, id } = topic;
  const [channel = ownName(tenant, `channel:${family}`, id, cluster)] = topicChannels(topic, { cluster });
  return { channel, log: cluster && id === '' ? `{${channel}}:log` : `${channel}:log` };
}

/** The sorted set of a vehicle's last hour. */
export function trailKey({ tenant, id }: Topic, cluster: boolean): string {
  return keyName('recentLocations', tenant, id, { cluster });
}

/** The sorted set of the ids of a family that have a state. */
export function indexKey(tenant: string, family: Topic['family']): string {
  return prefixed(tenant, `waycast:ids:${family}`);
}

/** The channel of a tenant's batches. It has no id and is never sharded. */
export function fleetChannel(tenant: string): string {
  return prefixed(tenant, 'fleet_channel');
}

export function ownName(tenant: string, kind: string, id: string, cluster: boolean): string {
  return prefixed(tenant, `waycast:${kind}:${cluster ? `{${id}}` : id}`);
}

function prefixed(tenant: string, name: string): string {
  return tenant === DEFAULT_TENANT ? name : `${tenant}:${name}`;
}
