import type { CorePorts } from './kernel/core.ts';
import type { openConversations } from './open-conversations.ts';
import type { openSchool } from './open-school.ts';
import type { openTaxi } from './open-taxi.ts';

/** What the kernel asks and tells each module of. */
export function kernelRights(
  school: Pick<ReturnType<typeof openSchool>, 'rights'>,
  taxi: Pick<ReturnType<typeof openTaxi>, 'rights'>,
  conversations: Pick<ReturnType<typeof openConversations>, 'rights' | 'followed'>,
) {
  const followed: CorePorts['followed'] = (...what) => {
    school.rights.followed?.(...what);
    conversations.followed(...what);
  };
  return { ...school.rights, ...taxi.rights, ...conversations.rights, followed };
}
