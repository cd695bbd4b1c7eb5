import { z } from 'zod';
import { Id } from '../ids.ts';
import { textLine } from '../text.ts';

// Companies whose agents answer, and the chat that they put on their pages.

const Origin = z
  .string()
  .max(300)
  .regex(/^https?:\/\/[^/?#\s]+$/, 'takes an origin, such as https://shop.example, without a path');

export const CompanyInput = z
  .object({
    name: textLine(200),
    agents: z
      .array(Id)
      .max(1000)
      .default([])
      .meta({ description: 'Who serves it; empty: every agent of the tenant.' }),
    allowedOrigins: z
      .array(Origin)
      .max(100)
      .default([])
      .meta({ description: 'Pages of these origins may show its chat.' }),
    greeting: textLine(500).nullable().default(null),
    retentionDays: z.number().int().min(1).max(3650).nullable().default(null).meta({
      description: 'Closed conversations are deleted so long after their last message; null: never.',
    }),
    messagesPerMinute: z
      .number()
      .int()
      .min(1)
      .max(6000)
      .default(60)
      .meta({ description: 'Of one sender; beyond it 429.' }),
  })
  .meta({ id: 'CompanyInput' });
export type CompanyInput = z.output<typeof CompanyInput>;

export const Company = CompanyInput.extend({
  companyId: z.string(),
  agentsOnline: z.number().int().meta({ description: 'Different agents who follow it now.' }),
  createdAt: z.string(),
  updatedAt: z.string(),
}).meta({ id: 'Company' });
export type Company = z.output<typeof Company>;

export const CompanyParams = z.object({ id: Id });

export const WidgetSessionInput = z
  .object({
    companyId: Id.optional(),
    tenant: z.string().max(63).optional(),
    guest: z
      .string()
      .max(4096)
      .optional()
      .meta({ description: 'The guest token of an earlier visit: it is the same guest then.' }),
    name: textLine(100).optional(),
  })
  .meta({ id: 'WidgetSessionInput' });
export type WidgetSessionInput = z.output<typeof WidgetSessionInput>;

export const WidgetSession = z
  .object({
    token: z
      .string()
      .meta({ description: 'A token of the role `customer`, for this guest alone; for an hour.' }),
    expiresAt: z.string(),
    guest: z.string().meta({ description: 'To be sent at the next visit; for 30 days.' }),
    guestId: z.string(),
    company: z.object({
      companyId: z.string(),
      name: z.string(),
      greeting: z.string().nullable(),
      agentsOnline: z.number().int(),
    }),
    conversationId: z.string().nullable().meta({ description: 'The newest that is not closed.' }),
  })
  .meta({ id: 'WidgetSession' });
export type WidgetSession = z.output<typeof WidgetSession>;
