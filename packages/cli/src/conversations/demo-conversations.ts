import { createConnection, type HttpApi } from '@waycast/client';
import { createRandom, DEMO_TOWN_SEED } from '@waycast/geo';
import { repeat } from '../fleet/repeat.ts';
import type { AccessAs, ServerAccess } from '../sending/server-access.ts';
import { AnsweringAgent } from './answering-agent.ts';
import { Callers } from './callers.ts';

const STEP_MS = 1000;
const COMPANY = 'office';
const AGENT = 'nina';

export interface DemoConversationsParts {
  /** As an administrator or dispatcher. */
  readonly access: ServerAccess;
  readonly accessAs: AccessAs;
  /** Where the demo's own page with the chat is reached. */
  readonly origins?: readonly string[];
  /** Something went wrong; it is tried again. */
  readonly onFailed: (error: unknown) => void;
  /** Times real time, for what people take to read and write; default 1. */
  readonly pace?: number;
}

/** Lets simulated customers write to the office, and its agent answer them, and whoever else writes. */
export async function startDemoConversations(parts: DemoConversationsParts): Promise<{ close(): void }> {
  const { access, accessAs, onFailed, origins = [], pace = 1 } = parts;
  await describeOffice(createConnection(access).http, origins);
  const random = createRandom(DEMO_TOWN_SEED + 23);
  const agent = createConnection(accessAs(AGENT, 'agent'));
  const httpOf = (who: string): HttpApi => createConnection(accessAs(who, 'customer')).http;
  const callers = new Callers({ companyId: COMPANY, agent: agent.http, httpOf, random, pace });
  const answering = new AnsweringAgent({ companyId: COMPANY, connection: agent, pace, onFailed });
  answering.start();
  const stop = repeat(() => callers.step(Date.now()), STEP_MS / pace, onFailed);
  return {
    close() {
      stop();
      answering.close();
      agent.close();
    },
  };
}

/** What somebody has described stays as it is. */
async function describeOffice(http: HttpApi, origins: readonly string[]): Promise<void> {
  const { items } = await http.listCompanies();
  if (items.some(({ companyId, createdAt }) => companyId === COMPANY && Date.parse(createdAt) > 0)) return;
  await http.putCompany(
    { id: COMPANY },
    {
      name: 'Waycast Town',
      greeting: 'Ask us about your ride, your bus, or anything else.',
      allowedOrigins: [...origins],
    },
  );
}
