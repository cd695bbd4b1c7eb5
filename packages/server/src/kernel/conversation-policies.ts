import type { Policy } from './policy.ts';

/** Who may do what in conversations of a company's agents with its customers. */
export const CONVERSATION_POLICIES = {
  'follow:conversation': {
    allow: {
      admin: 'tenant',
      dispatcher: 'tenant',
      driver: 'own',
      viewer: 'own',
      agent: 'own',
      customer: 'own',
    },
    granted: false,
    on: 'conversation',
    denied: 'not_found',
    summary: 'follow and read conversation',
  },
} as const satisfies Record<string, Policy>;
