import type { CommandName, TopicFamily } from '@waycast/contract';
import { CONVERSATION_POLICIES } from './conversation-policies.ts';
import { EVERYONE, type Policy } from './policy.ts';
import { ROAD_POLICIES } from './road-policies.ts';
import { SCHOOL_POLICIES } from './school-policies.ts';
import { TAXI_POLICIES } from './taxi-policies.ts';

/** Who may do what. Every command, route and topic below points at one of these. */
export const POLICIES = {
  'report:vehicle': {
    allow: { admin: 'tenant', dispatcher: 'tenant', driver: 'own' },
    granted: false,
    on: 'vehicle',
    denied: 'forbidden',
    summary: 'report for vehicle',
  },
  'follow:vehicle': {
    allow: {
      admin: 'tenant',
      dispatcher: 'tenant',
      driver: 'own',
      viewer: 'own',
      agent: 'own',
      customer: 'own',
    },
    granted: true,
    on: 'vehicle',
    denied: 'not_found',
    summary: 'follow and read vehicle',
  },
  'read:vehicle': {
    allow: {
      admin: 'tenant',
      dispatcher: 'tenant',
      driver: 'own',
      viewer: 'own',
      agent: 'own',
      customer: 'own',
    },
    askedAs: 'follow:vehicle',
    granted: true,
    on: 'vehicle',
    denied: 'not_found',
    summary: 'read the past of vehicle',
  },
  'follow:trip': {
    allow: { admin: 'tenant', dispatcher: 'tenant', driver: 'own', viewer: 'own' },
    granted: false,
    on: 'trip',
    denied: 'not_found',
    summary: 'follow and read trip',
  },
  'run:trip': {
    allow: { admin: 'tenant', dispatcher: 'tenant', driver: 'own' },
    granted: false,
    on: 'trip',
    denied: 'not_found',
    summary: 'start and complete trip',
  },
  'list:trips': {
    allow: { admin: 'tenant', dispatcher: 'tenant', driver: 'tenant' },
    granted: false,
    on: 'tenant',
    denied: 'forbidden',
    summary: 'list trips',
  },
  'share:trip': {
    allow: { admin: 'tenant', dispatcher: 'tenant', driver: 'own' },
    granted: false,
    on: 'trip',
    denied: 'not_found',
    summary: 'share trip',
  },
  'manage:trips': {
    allow: { admin: 'tenant', dispatcher: 'tenant' },
    granted: false,
    on: 'tenant',
    denied: 'forbidden',
    summary: 'make, cancel and change trips',
  },
  'follow:fleet': {
    allow: { admin: 'tenant', dispatcher: 'tenant' },
    granted: false,
    on: 'tenant',
    denied: 'forbidden',
    summary: 'follow the whole fleet',
  },
  'follow:drivers': {
    allow: { admin: 'tenant', dispatcher: 'tenant', driver: 'tenant' },
    granted: false,
    on: 'topic',
    denied: 'forbidden',
    summary: 'follow messages to drivers',
  },
  'follow:users': {
    allow: { admin: 'tenant', dispatcher: 'tenant', viewer: 'tenant', agent: 'tenant', customer: 'tenant' },
    granted: false,
    on: 'topic',
    denied: 'forbidden',
    summary: 'follow messages to users',
  },
  ...TAXI_POLICIES,
  ...ROAD_POLICIES,
  'follow:region': {
    allow: EVERYONE,
    granted: false,
    on: 'region',
    denied: 'not_found',
    summary: 'join and follow region',
  },
  ...CONVERSATION_POLICIES,
  'share:vehicle': {
    allow: { admin: 'tenant', dispatcher: 'tenant', driver: 'own' },
    granted: false,
    on: 'vehicle',
    denied: 'forbidden',
    summary: 'share vehicle',
  },
  'use:shares': {
    allow: { admin: 'tenant', dispatcher: 'tenant', driver: 'tenant', viewer: 'tenant', customer: 'tenant' },
    granted: false,
    on: 'tenant',
    denied: 'forbidden',
    summary: 'make, list and end share links',
  },
  'manage:grants': {
    allow: { admin: 'tenant', dispatcher: 'tenant' },
    granted: false,
    on: 'tenant',
    denied: 'forbidden',
    summary: 'manage grants',
  },
  'read:tenant': {
    allow: EVERYONE,
    granted: false,
    on: 'tenant',
    denied: 'forbidden',
    summary: 'read the settings of the own tenant',
  },
  'manage:tenant': {
    allow: { admin: 'tenant' },
    granted: false,
    on: 'tenant',
    denied: 'forbidden',
    summary: 'change the settings of the tenant',
  },
  'manage:registry': {
    allow: { admin: 'tenant', dispatcher: 'tenant' },
    granted: false,
    on: 'tenant',
    denied: 'forbidden',
    summary: 'manage vehicles, drivers and groups',
  },
  'read:registered-vehicle': {
    allow: { admin: 'tenant', dispatcher: 'tenant', driver: 'own' },
    granted: false,
    on: 'vehicle',
    denied: 'not_found',
    summary: 'read the description of vehicle',
  },
  'manage:alerts': {
    allow: { admin: 'tenant', dispatcher: 'tenant' },
    granted: false,
    on: 'tenant',
    denied: 'forbidden',
    summary: 'see alerts and manage their rules and webhooks',
  },
  'receive:notifications': {
    allow: EVERYONE,
    granted: false,
    on: 'tenant',
    denied: 'forbidden',
    summary: 'get notifications',
  },
  'manage:geofences': {
    allow: { admin: 'tenant', dispatcher: 'tenant' },
    granted: false,
    on: 'tenant',
    denied: 'forbidden',
    summary: 'see and manage geofences',
  },
  ...SCHOOL_POLICIES,
  'list:devices': {
    allow: { admin: 'tenant', dispatcher: 'tenant' },
    granted: false,
    on: 'tenant',
    denied: 'forbidden',
    summary: 'see phones and trackers',
  },
  'manage:devices': {
    allow: { admin: 'tenant' },
    granted: false,
    on: 'tenant',
    denied: 'forbidden',
    summary: 'manage phones and trackers',
  },
  'use:own-session': {
    allow: EVERYONE,
    granted: false,
    on: 'tenant',
    denied: 'forbidden',
    summary: 'use the own session',
  },
} as const satisfies Record<string, Policy>;

export type Action = keyof typeof POLICIES;

export function policyOf(action: Action): Policy {
  return POLICIES[action];
}

/** The action behind each command; a command missing here does not compile. `by-topic` is decided by the topic. */
export const COMMAND_ACTIONS: Readonly<Record<CommandName, Action | 'open' | 'by-topic'>> = {
  authenticate: 'open',
  'track:vehicle': 'follow:vehicle',
  'untrack:vehicle': 'use:own-session',
  'track:trip': 'follow:trip',
  'untrack:trip': 'use:own-session',
  'order:view': 'view:order',
  'order:unview': 'use:own-session',
  'order:accept': 'accept:order',
  'track:fleet': 'follow:fleet',
  'untrack:fleet': 'use:own-session',
  'location:update': 'report:vehicle',
  heartbeat: 'use:own-session',
  'region:join': 'follow:region',
  'join:company': 'by-topic',
  'join:conversation': 'by-topic',
  'leave:conversation': 'use:own-session',
  'message:list': 'use:conversation',
  'message:send': 'use:conversation',
  'message:edit': 'use:conversation',
  'message:delete': 'use:conversation',
  'message:react': 'use:conversation',
  'message:read': 'use:conversation',
  typing: 'use:conversation',
  subscribe: 'by-topic',
  unsubscribe: 'use:own-session',
};

/** The action behind following each topic family. */
export const TOPIC_ACTIONS: Readonly<Record<TopicFamily, Action>> = {
  vehicle: 'follow:vehicle',
  geofence: 'follow:vehicle',
  trip: 'follow:trip',
  fleet: 'follow:fleet',
  drivers: 'follow:drivers',
  users: 'follow:users',
  order: 'follow:order',
  offers: 'follow:offers',
  region: 'follow:region',
  company: 'follow:company',
  conversation: 'follow:conversation',
};
