import type { Closers } from './closers.ts';
import type { Core, CorePorts } from './kernel/core.ts';
import { openConversations } from './open-conversations.ts';
import { openRoads } from './open-roads.ts';
import { openSchool } from './open-school.ts';
import { openTaxi } from './open-taxi.ts';

type PartsOf<Open extends (parts: never, closers: Closers) => unknown> = Parameters<Open>[0];

type DomainParts = PartsOf<typeof openSchool> &
  PartsOf<typeof openTaxi> &
  PartsOf<typeof openConversations> &
  PartsOf<typeof openRoads>;

/** School, taxi, conversations and roads: what the kernel asks and tells of each, and what the gateways take of them. */
export function openDomains(parts: DomainParts, closers: Closers) {
  const school = openSchool(parts, closers);
  const taxi = openTaxi(parts, closers);
  const conversations = openConversations(parts, closers);
  const roads = openRoads(parts, closers);
  const followed: CorePorts['followed'] = (...what) => {
    school.rights.followed?.(...what);
    conversations.followed(...what);
  };
  const allowed: CorePorts['allowed'] = (...what) => {
    school.rights.allowed?.(...what);
    conversations.followed(...what);
  };
  return {
    schoolTrips: school.schoolTrips,
    rights: { ...school.rights, ...taxi.rights, ...conversations.rights, ...roads.rights, followed, allowed },
    /** From now on they are served. */
    start: (core: Core) => ({
      ...school.start(core),
      ...taxi.start(core),
      ...conversations.start(core),
      ...roads.start(core),
    }),
  };
}
