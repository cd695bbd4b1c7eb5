import { DemoTokenRequest, Grant, WaycastError } from '@waycast/contract';
import { decodeBy } from '../../../kernel/invalid.ts';
import { parseTimeText } from '../../../kernel/parse-time.ts';
import type { Handlers } from '../handler.ts';
import type { HttpParts } from '../parts.ts';

type AccessRoutes = Pick<Handlers, 'me' | 'listGrants' | 'createGrant' | 'revokeGrant' | 'demoToken'>;

/** Who one is, and who may follow what. A changed grant counts at once, on open sockets of this server too. */
export function accessRoutes({ grants, sessions, clock, settings, issueDemoToken }: HttpParts): AccessRoutes {
  return {
    me({ subject }) {
      return {
        subject: subject.id,
        tenant: subject.tenant,
        roles: [...subject.roles],
        vehicles: [...subject.vehicles],
        expiresAt: new Date(subject.expiresAt).toISOString(),
        reportIntervalMs: settings.reportIntervalMs,
        minReportIntervalMs: settings.minReportIntervalMs,
        profile: settings.profile,
      };
    },
    async listGrants({ subject, query }) {
      return { grants: await grants.list(subject.tenant, query.subject, clock.now()) };
    },
    async createGrant({ subject, body }) {
      const grant = decodeGrant(body, clock.now());
      await grants.put(subject.tenant, grant);
      await sessions.recheck(subject.tenant, grant.subject);
      return grant;
    },
    async revokeGrant({ subject, params, reply }) {
      const existed = await grants.remove(subject.tenant, params.subject, params.vehicleId);
      if (!existed)
        throw new WaycastError(
          'not_found',
          `subject ${params.subject} has no grant for vehicle ${params.vehicleId}`,
        );
      await sessions.recheck(subject.tenant, params.subject);
      return reply.send();
    },
    async demoToken({ body }) {
      if (issueDemoToken === undefined) {
        throw new WaycastError(
          'not_found',
          'this server is no demo; get a token with: npx waycast token --subject S --role R',
        );
      }
      const { role, vehicles } = decodeBy(DemoTokenRequest, body ?? {});
      return { token: await issueDemoToken(role, vehicles) };
    },
  };
}

function decodeGrant(body: unknown, now: number): Grant {
  const { subject, vehicleId, expiresAt } = decodeBy(Grant, body);
  if (expiresAt == null) return { subject, vehicleId, expiresAt: null };
  const expiry = parseTimeText('expiresAt', expiresAt);
  if (expiry <= now)
    throw new WaycastError('invalid', 'expiresAt lies in the past; to end a grant, DELETE it');
  return { subject, vehicleId, expiresAt: new Date(expiry).toISOString() };
}
