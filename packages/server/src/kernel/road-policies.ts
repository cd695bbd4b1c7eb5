import { EVERYONE, type Policy } from './policy.ts';

/** Who may do what with roads: whoever is on them tells how they are, and everybody may know. */
export const ROAD_POLICIES = {
  'report:roads': {
    allow: EVERYONE,
    granted: false,
    on: 'tenant',
    denied: 'forbidden',
    summary: 'report how roads are, and hazards',
  },
  'read:roads': {
    allow: EVERYONE,
    granted: false,
    on: 'tenant',
    denied: 'forbidden',
    summary: 'read how roads are, and hazards',
  },
  'manage:roads': {
    allow: { admin: 'tenant', dispatcher: 'tenant' },
    granted: false,
    on: 'tenant',
    denied: 'forbidden',
    summary: 'import roads and have them estimated again',
  },
} as const satisfies Record<string, Policy>;
