import { DEFAULT_TENANT, isId, isReservedEvent, TenantId, WaycastError } from '@waycast/contract';
import type { Live } from './ports/live.ts';

/** No spaces or controls: the name stands on a line of its own in Server-Sent Events. */
const EVENT_NAME = /^[\w:.-]{1,64}$/;

/**
 * Sends an event, by a name of the application's own, to everyone who follows the company; resolves to its offset in
 * the topic `company:ID`. `data` is a JSON object; on raw
 * WebSocket, where the event's name stands in `type`, a field of that name gives way to it. Throws WaycastError `invalid`.
 */
export async function emitToCompany(
  live: Live,
  companyId: string,
  event: string,
  data: object,
  tenant = DEFAULT_TENANT,
): Promise<number> {
  require(TenantId.safeParse(tenant).success, `"${tenant}" is not a tenant id`);
  require(isId(companyId), `"${companyId}" is not a company's id; it takes 1–128 of A-Z a-z 0-9 . _ ~ @ -`);
  require(EVENT_NAME.test(event), `"${event}" is not an event's name; it takes 1–64 of A-Z a-z 0-9 _ : . -`);
  require(!isReservedEvent(
    event,
  ), `"${event}" is a reserved name; choose another, for instance "company:${event}"`);
  const topic = { tenant, family: 'company', id: companyId } as const;
  return (await live.append(topic, event, asJson(data))).offset;
}

function require(holds: boolean, message: string): void {
  if (!holds) throw new WaycastError('invalid', message);
}

/** As every follower on every server will read it; a copy, which the caller can no longer change. */
function asJson(data: unknown): object {
  const text = textOf(data);
  const copy: unknown = text === undefined ? undefined : JSON.parse(text);
  if (typeof copy === 'object' && copy !== null && !Array.isArray(copy)) return copy;
  throw new WaycastError('invalid', 'the data of an event takes a JSON object, such as {ticketId: "t-1"}');
}

/** Undefined for what JSON cannot say: a function, a cycle, a BigInt. */
function textOf(data: unknown): string | undefined {
  try {
    return JSON.stringify(data);
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}
