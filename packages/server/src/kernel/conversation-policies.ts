import { EVERYONE, type Policy } from './policy.ts';

// Whoever takes part in a conversation has it, and every agent of the company that serves it; what each of them may do
// there is judged further by the desk.

const DISPATCHERS = { admin: 'tenant', dispatcher: 'tenant' } as const;
const PARTIES = { ...DISPATCHERS, driver: 'own', viewer: 'own', agent: 'own', customer: 'own' } as const;

/** Who may do what with conversations and the companies that answer in them. */
export const CONVERSATION_POLICIES = {
  'follow:company': {
    allow: { ...DISPATCHERS, agent: 'own' },
    granted: false,
    on: 'company',
    denied: 'not_found',
    summary: 'follow company',
  },
  'read:company': {
    allow: { ...DISPATCHERS, agent: 'own' },
    granted: false,
    on: 'company',
    denied: 'not_found',
    summary: 'read the description of company',
  },
  'list:companies': {
    allow: { ...DISPATCHERS, agent: 'tenant' },
    granted: false,
    on: 'tenant',
    denied: 'forbidden',
    summary: 'list the companies that they serve',
  },
  'manage:companies': {
    allow: DISPATCHERS,
    granted: false,
    on: 'tenant',
    denied: 'forbidden',
    summary: 'describe companies, their agents and their chat',
  },
  'follow:conversation': {
    allow: PARTIES,
    granted: false,
    on: 'conversation',
    denied: 'not_found',
    summary: 'follow conversation',
  },
  'use:conversation': {
    allow: PARTIES,
    granted: false,
    on: 'conversation',
    denied: 'not_found',
    summary: 'read and write in conversation',
  },
  'open:conversation': {
    allow: EVERYONE,
    granted: false,
    on: 'tenant',
    denied: 'forbidden',
    summary: 'open conversations',
  },
  'list:conversations': {
    allow: EVERYONE,
    granted: false,
    on: 'tenant',
    denied: 'forbidden',
    summary: 'list and search the conversations that concern them',
  },
  'manage:participants': {
    allow: { admin: 'tenant' },
    granted: false,
    on: 'tenant',
    denied: 'forbidden',
    summary: 'export and erase what conversations hold of a person',
  },
} as const satisfies Record<string, Policy>;
