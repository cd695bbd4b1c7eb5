import type { PostgresStore } from '../../src/adapters/postgres/open-postgres.ts';
import type { Closers } from '../../src/closers.ts';
import { openSchoolPeople, type SchoolPeople, type SchoolPeopleParts } from '../../src/school-people.ts';

/** Students and guardians over a real database; nobody is alerted or notified. */
export function openPeopleOf(
  {
    store,
    ...parts
  }: Pick<SchoolPeopleParts, 'tenants' | 'clock' | 'log'> & { readonly store: PostgresStore },
  closers: Closers,
): SchoolPeople {
  return openSchoolPeople(
    {
      ...parts,
      store: store.people,
      trips: store.trips,
      alarms: { raise: async () => undefined, clear: async () => undefined },
      personalPush: { tell: async () => ({ kind: 'push_off' }) },
      freshnessMs: 900_000,
      keepsFollowLog: true,
    },
    closers,
  );
}
