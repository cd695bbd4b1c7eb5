import { EVERYONE, type Policy } from './policy.ts';

/** Who may do what in school transport. */
export const SCHOOL_POLICIES = {
  'manage:school': {
    allow: { admin: 'tenant', dispatcher: 'tenant' },
    granted: false,
    on: 'tenant',
    denied: 'forbidden',
    summary: 'manage school transport',
  },
  'read:school-plan': {
    allow: { admin: 'tenant', dispatcher: 'tenant', driver: 'tenant' },
    granted: false,
    on: 'tenant',
    denied: 'forbidden',
    summary: 'read stops, routes, calendars and schedules',
  },
  'manage:students': {
    allow: { admin: 'tenant', dispatcher: 'tenant' },
    granted: false,
    on: 'tenant',
    denied: 'forbidden',
    summary: 'see and manage students',
  },
  'report:boardings': {
    allow: { admin: 'tenant', dispatcher: 'tenant', driver: 'tenant' },
    granted: false,
    on: 'tenant',
    denied: 'forbidden',
    summary: 'see who rides on a trip, and report who boarded',
  },
  'read:own-children': {
    allow: EVERYONE,
    granted: false,
    on: 'tenant',
    denied: 'forbidden',
    summary: 'see the own children and what was told of them',
  },
  'read:follow-log': {
    allow: { admin: 'tenant' },
    granted: false,
    on: 'tenant',
    denied: 'forbidden',
    summary: 'see who followed what',
  },
} as const satisfies Record<string, Policy>;
