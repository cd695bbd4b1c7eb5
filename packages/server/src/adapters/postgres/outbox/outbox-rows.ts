import { TOPIC_FAMILIES } from '@waycast/contract';
import { z } from 'zod';
import type { OutboxMessage } from '../../../ports/transaction-outbox.ts';
import type { Listeners } from './listeners.ts';

/** What transactions of this server have written into the table `outbox`, after their commits. */
export type CommittedMessages = Listeners<[readonly OutboxMessage[]]>;

/** SQL of a row of `outbox`, to be read back by `readMessage`. */
export const message = (of: string, data = `${of}.data`): string =>
  `jsonb_build_object('id', ${of}.id, 'tenant', ${of}.tenant_id, 'family', ${of}.family, 'topicId', ${of}.topic_id,
      'event', ${of}.event, 'data', ${data}, 'offset', ${of}.log_offset,
      'epoch', (select epoch from log_epochs where family = ${of}.family))`;

export const Message = z.object({
  id: z.number(),
  tenant: z.string(),
  family: z.enum(TOPIC_FAMILIES),
  topicId: z.string(),
  event: z.string(),
  data: z.record(z.string(), z.unknown()),
  offset: z.number().nullable(),
  epoch: z.string().nullable(),
});

export function asMessage(one: z.infer<typeof Message>): OutboxMessage {
  const { id, tenant, family, topicId, event, data, offset, epoch } = one;
  const position = offset === null || epoch === null ? null : { epoch, offset };
  return { id, topic: { tenant, family, id: topicId }, event, data, position };
}
