import { type RouteResponse, TenantChange, WaycastError } from '@waycast/contract';
import { decodeBy } from '../../../kernel/invalid.ts';
import type { TenantSettings } from '../../../ports/tenants.ts';
import type { Handlers } from '../handler.ts';
import type { HttpParts } from '../parts.ts';

/** What holds for the subject's tenant as a whole. */
export function tenantRoutes({ tenants }: HttpParts): Pick<Handlers, 'tenant' | 'changeTenant'> {
  return {
    async tenant({ subject }) {
      return shown(subject.tenant, await tenants.settings(subject.tenant));
    },
    async changeTenant({ subject, body }) {
      refuseLimits(body);
      const change = decodeBy(TenantChange, body);
      return shown(subject.tenant, await tenants.change(subject.tenant, change));
    },
  };
}

/** Whoever sends them takes them for changed when nothing is said. */
function refuseLimits(body: unknown): void {
  if (typeof body !== 'object' || body === null) return;
  const named = Object.keys(body).find((name) => name === 'limits' || name.startsWith('max'));
  if (named === undefined) return;
  throw new WaycastError(
    'invalid',
    `${named}: limits are set by the operator, by options such as MAX_VEHICLES_PER_TENANT or for one tenant in the ` +
      'table tenants; this takes timeZone and speedLimitMps',
  );
}

function shown(tenant: string, settings: TenantSettings): RouteResponse<'tenant'> {
  const { timeZone, speedLimitMps, ...limits } = settings;
  return { tenant, timeZone, speedLimitMps, limits };
}
