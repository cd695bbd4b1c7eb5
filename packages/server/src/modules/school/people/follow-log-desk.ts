import { WaycastError } from '@waycast/contract';
import { isoTime } from '../../../kernel/iso-time.ts';
import { parseTimeText } from '../../../kernel/parse-time.ts';
import type { FollowLog } from '../../../ports/follow-log.ts';
import type { FollowLogDesk } from '../../../ports/people-desk.ts';

/** Reads the log; `flush` writes what still waits on this server. */
export function createFollowLogDesk(followLog: FollowLog, flush: () => Promise<void>): FollowLogDesk {
  return {
    async page(tenant, { from, to, limit, cursor, ...only }) {
      await flush();
      const span = {
        from: from === undefined ? undefined : parseTimeText('from', from),
        to: to === undefined ? undefined : parseTimeText('to', to),
      };
      const before = cursor === undefined ? undefined : readCursor(cursor);
      const found = await followLog.page(tenant, { ...only, ...span, before }, limit + 1);
      const last = found.length > limit ? found[limit - 1] : undefined;
      return {
        items: found.slice(0, limit).map(({ id: _id, tenant: _tenant, at, roles, ...entry }) => ({
          at: isoTime(at),
          ...entry,
          roles: [...roles],
        })),
        nextCursor: last === undefined ? null : String(last.id),
      };
    },
  };
}

function readCursor(cursor: string): number {
  if (!/^\d{1,15}$/.test(cursor))
    throw new WaycastError('invalid', 'cursor takes the nextCursor of the page before');
  return Number(cursor);
}
