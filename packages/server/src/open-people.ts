import type { Closers } from './closers.ts';
import type { WaycastConfig } from './config.ts';
import type { Alarms } from './ports/alarms.ts';
import { systemClock } from './ports/clock.ts';
import type { Log } from './ports/log.ts';
import type { PersonalPush } from './ports/personal-push.ts';
import type { Tenants } from './ports/tenants.ts';
import { openSchoolPeople, type SchoolPeople, type SchoolPeopleParts } from './school-people.ts';
import type { Storage } from './storage.ts';

export interface PeopleParts extends Pick<SchoolPeopleParts, 'etasOf'> {
  readonly store: Pick<Storage, 'people' | 'trips'>;
  readonly tenants: Tenants;
  readonly alarms: Alarms;
  readonly personalPush: PersonalPush;
  readonly log: Log;
  readonly config: WaycastConfig;
}

/** Children and those who look after them, with what the options say of how long what is kept. */
export function openPeople({ store, config, ...parts }: PeopleParts, closers: Closers): SchoolPeople {
  const freshnessMs = config.alertFreshness * 1000;
  const keepsFollowLog = config.followLogRetentionDays > 0;
  const stored = { store: store.people, trips: store.trips, clock: systemClock };
  return openSchoolPeople({ ...parts, ...stored, freshnessMs, keepsFollowLog }, closers);
}
