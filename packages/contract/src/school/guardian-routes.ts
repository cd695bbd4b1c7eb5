import { z } from 'zod';
import { Id } from '../ids.ts';
import type { RouteDefinition } from '../route-definition.ts';
import { GuardianChild, GuardianNotice, GuardianNoticeSetting, NoticeQuery } from './people-schemas.ts';

/** Routes of guardians: their own children, and nothing else. */
export const GUARDIAN_ROUTES = {
  guardianChildren: {
    method: 'GET',
    path: '/api/school/guardian/children',
    access: 'token',
    status: 200,
    response: z.object({ children: z.array(GuardianChild) }),
    summary: "One's children with their trips of today, and whether their bus may be followed now, and why.",
  },
  setGuardianNotice: {
    method: 'PUT',
    path: '/api/school/guardian/children/:id/notice',
    access: 'token',
    params: z.object({ id: Id }),
    body: GuardianNoticeSetting,
    status: 200,
    response: GuardianNoticeSetting,
    summary: 'How near the bus is to be when one is told that it comes; both null: not at all.',
  },
  guardianNotices: {
    method: 'GET',
    path: '/api/school/guardian/notices',
    access: 'token',
    query: NoticeQuery.omit({ guardianId: true }),
    status: 200,
    response: z.object({ items: z.array(GuardianNotice), nextCursor: z.string().nullable() }),
    summary: 'What one was told of, and what not, and why; newest first.',
  },
} as const satisfies Record<string, RouteDefinition>;
