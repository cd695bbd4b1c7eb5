import { DEFAULT_TENANT } from './ids.ts';

/** A Redis key that other programs may read. */
export interface KeyDefinition {
  /** The name with `{id}` where the id goes. */
  readonly pattern: string;
  readonly type: 'string' | 'set' | 'zset' | 'hash' | 'stream';
  /** The option that holds its life, or the life in words. */
  readonly life: string;
  readonly summary: string;
}

/** Every documented Redis key. */
export const KEYS = {
  session: {
    pattern: 'session:{id}',
    type: 'string',
    life: 'SESSION_TTL',
    summary: 'JSON of a connected socket.',
  },
  userSessions: {
    pattern: 'user:{id}:sessions',
    type: 'set',
    life: 'SESSION_TTL',
    summary: 'Socket ids of a user.',
  },
  heartbeat: {
    pattern: 'heartbeat:{id}',
    type: 'string',
    life: 'HEARTBEAT_TTL',
    summary: 'ISO time of the last heartbeat.',
  },
  regionMembers: {
    pattern: 'region:{id}:members',
    type: 'set',
    life: '1 h',
    summary: 'Socket ids in a 6-character geohash cell.',
  },
  currentLocation: {
    pattern: 'location:current:vehicle:{id}',
    type: 'string',
    life: 'GPS_CACHE_TTL',
    summary: 'JSON of the last fix.',
  },
  recentLocations: {
    pattern: 'gps:location:{id}',
    type: 'zset',
    life: '1 h',
    summary: 'Recent fixes by epoch ms, last hour.',
  },
  orderLock: {
    pattern: 'order_lock:{id}',
    type: 'string',
    life: 'ORDER_LOCK_TTL',
    summary: 'Driver id, SET NX EX.',
  },
  orderViewers: {
    pattern: 'order_viewers:{id}',
    type: 'set',
    life: 'ORDER_VIEWERS_TTL',
    summary: 'Drivers looking at the order.',
  },
  conversationViewers: {
    pattern: 'conversation_viewers:{id}',
    type: 'set',
    life: 'ORDER_VIEWERS_TTL',
    summary: 'Who has the conversation open.',
  },
  companyAgents: {
    pattern: 'company_agents:{id}',
    type: 'set',
    life: 'ORDER_VIEWERS_TTL',
    summary: 'Agents who follow the company.',
  },
  activeDrivers: {
    pattern: 'active_drivers',
    type: 'set',
    life: 'while connected',
    summary: 'Connected driver ids.',
  },
  activeUsers: {
    pattern: 'active_users',
    type: 'set',
    life: 'while connected',
    summary: 'Connected ids of other roles.',
  },
} as const satisfies Record<string, KeyDefinition>;

export type KeyName = keyof typeof KEYS;

/** A key's full name for a tenant and id; on a Cluster the id stands in braces. */
export function keyName(key: KeyName, tenant: string, id = '', options: { cluster?: boolean } = {}): string {
  const name = KEYS[key].pattern.replace('{id}', options.cluster ? `{${id}}` : id);
  return tenant === DEFAULT_TENANT ? name : `${tenant}:${name}`;
}
