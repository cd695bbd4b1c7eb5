import { type Grant, WaycastError } from '@waycast/contract';
import type { Grants } from '../ports/grants.ts';

interface Held {
  readonly grant: Grant;
  readonly until: number;
}

/** Grants in memory, for suites whose subject is not the database: the port's promises, but nothing outlives it. */
export function createMemoryGrants(): Grants {
  const tenants = new Map<string, Map<string, Held>>();

  function valid(tenant: string, now: number): Grant[] {
    const held = [...(tenants.get(tenant)?.values() ?? [])];
    const grants = held.filter(({ until }) => until > now).map(({ grant }) => grant);
    return grants.sort((a, b) => keyOf(a.subject, a.vehicleId).localeCompare(keyOf(b.subject, b.vehicleId)));
  }

  return {
    async vehiclesOf(tenant, subject, now) {
      return new Set(
        valid(tenant, now)
          .filter((grant) => grant.subject === subject)
          .map(({ vehicleId }) => vehicleId),
      );
    },
    async overOf(given, now) {
      return given.filter(({ tenant, subject, vehicleId }) => {
        const held = tenants.get(tenant)?.get(keyOf(subject, vehicleId));
        return held === undefined || held.until <= now;
      });
    },
    async list(tenant, subject, now) {
      return valid(tenant, now).filter((grant) => subject === undefined || grant.subject === subject);
    },
    async put(tenant, { subject, vehicleId, expiresAt }) {
      const until = expiresAt == null ? Number.POSITIVE_INFINITY : Date.parse(expiresAt);
      if (Number.isNaN(until)) throw new WaycastError('invalid', 'expiresAt takes an ISO 8601 time');
      const grants = tenants.get(tenant) ?? new Map<string, Held>();
      tenants.set(
        tenant,
        grants.set(keyOf(subject, vehicleId), {
          grant: { subject, vehicleId, expiresAt: expiresAt ?? null },
          until,
        }),
      );
    },
    async remove(tenant, subject, vehicleId) {
      const held = tenants.get(tenant)?.get(keyOf(subject, vehicleId));
      return (
        held !== undefined &&
        tenants.get(tenant)?.delete(keyOf(subject, vehicleId)) === true &&
        held.until > Date.now()
      );
    },
  };
}

function keyOf(subject: string, vehicleId: string): string {
  return `${subject} ${vehicleId}`;
}
