import { z } from 'zod';

// What conversations answer, as far as the tests of their sockets read it.

export const Changed = z.object({ message: z.object({ body: z.string() }) });
export const Guest = z.object({
  token: z.string(),
  guest: z.string(),
  guestId: z.string(),
  conversationId: z.string().nullable(),
});
export const Sent = z.object({ offset: z.number() });
export const Stands = z.object({ epoch: z.string(), offset: z.number() });
export const Page = z.object({
  items: z.array(z.object({ body: z.string(), offset: z.number() })),
  after: z.number().nullable(),
});
export const Joined = z.object({
  epoch: z.string(),
  offset: z.number(),
  messages: z.object({ items: z.array(z.object({ body: z.string() })) }),
});
