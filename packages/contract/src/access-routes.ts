import { z } from 'zod';
import { Id } from './ids.ts';
import type { RouteDefinition } from './route-definition.ts';
import { DemoTokenRequest, Grant, Me } from './route-schemas.ts';

/** Who one is, and who may follow what. */
export const ACCESS_ROUTES = {
  me: {
    method: 'GET',
    path: '/api/me',
    access: 'token',
    status: 200,
    response: Me,
    summary: 'Who the token says you are.',
  },
  listGrants: {
    method: 'GET',
    path: '/api/grants',
    access: 'token',
    query: z.object({ subject: Id.optional() }),
    status: 200,
    response: z.object({ grants: z.array(Grant) }),
    summary: 'Grants of the tenant, or of one subject.',
  },
  createGrant: {
    method: 'POST',
    path: '/api/grants',
    access: 'token',
    body: Grant,
    status: 201,
    response: Grant,
    summary: 'Lets a subject follow a vehicle; repeating it changes the expiry.',
  },
  revokeGrant: {
    method: 'DELETE',
    path: '/api/grants/:subject/:vehicleId',
    access: 'token',
    params: z.object({ subject: Id, vehicleId: Id }),
    status: 204,
    summary: 'Revokes a grant, at once on live sockets too, on those of other servers within 2 s.',
  },
  demoToken: {
    method: 'POST',
    path: '/api/demo/token',
    access: 'open',
    body: DemoTokenRequest.optional(),
    status: 200,
    response: z.object({ token: z.string() }),
    summary: 'A token for looking around; only a demo has this, any other server answers 404.',
  },
} as const satisfies Record<string, RouteDefinition>;
