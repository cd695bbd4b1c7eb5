import type { RouteDefinition } from './route-definition.ts';
import { Tenant, TenantChange } from './tenant-schemas.ts';

/** Routes about the tenant as a whole. */
export const TENANT_ROUTES = {
  tenant: {
    method: 'GET',
    path: '/api/tenant',
    access: 'token',
    status: 200,
    response: Tenant,
    summary: "The subject's tenant: its time zone, its speed limit and how much it may have.",
  },
  changeTenant: {
    method: 'PATCH',
    path: '/api/tenant',
    access: 'token',
    body: TenantChange,
    status: 200,
    response: Tenant,
    summary:
      'Changes the time zone or the speed limit; what is left out stays. Limits are changed by the operator.',
  },
} as const satisfies Record<string, RouteDefinition>;
