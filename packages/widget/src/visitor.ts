import { ask } from './api.ts';
import type { Memory } from './memory.ts';
import { Problem } from './problem.ts';
import { isRecord, list, readSession, type Session, textOrNull } from './reading.ts';
import type { Settings } from './settings.ts';

/** A token is renewed so long before it ends. */
const EARLY_MS = 60_000;
const GUEST = 'guest';

/** Who writes, and what the server said when they came. */
export interface Arrival {
  readonly subject: string;
  readonly company: Session['company'];
  /** Where it went on last. */
  readonly conversationId: string | null;
}

/** Who is at this page: a guest whom the server knows again, or the application's own user. */
export interface Visitor {
  /** Whether there was an earlier visit, or the application says who it is. */
  readonly isKnown: boolean;
  /** Comes to the chat. Rejects with Problem. */
  arrive(): Promise<Arrival>;
  /** A token that is good for a while yet. */
  token(): Promise<string>;
  /** The token is no longer good. */
  expired(): void;
}

/** A guest: the server says who it is, and a signed token lets it be the same at the next visit and in other tabs. */
export function guestVisitor(settings: Settings, memory: Memory): Visitor {
  let session: Session | undefined;

  async function arrive(): Promise<Session> {
    // Tabs that are opened together are one guest.
    session = await memory.alone(async () => {
      const guest = memory.get(GUEST);
      const come = await postSession(settings, guest);
      if (come.guest !== guest) memory.set(GUEST, come.guest);
      return come;
    });
    return session;
  }

  return {
    get isKnown() {
      return memory.get(GUEST) !== undefined;
    },
    async arrive() {
      const { guestId, company, conversationId } = await arrive();
      return { subject: guestId, company, conversationId };
    },
    async token() {
      const isGood = session !== undefined && Date.parse(session.expiresAt) - Date.now() > EARLY_MS;
      return (isGood && session !== undefined ? session : await arrive()).token;
    },
    expired() {
      session = undefined;
    },
  };
}

async function postSession(settings: Settings, guest: string | undefined): Promise<Session> {
  const { companyId, tenant, name } = settings;
  const body = { companyId, tenant, name, guest };
  const session = readSession(await ask(`${settings.server}api/widget/session`, { method: 'POST', body }));
  if (session === undefined) throw new Problem('unavailable', 'the server has no chat that this page knows');
  return session;
}

/** What the server tells guests alone; a page that names its company sets `data-text-title`. */
const UNTOLD = { name: '', greeting: null, agentsOnline: 0 };

/** The application's own user, by the token that the page has for it and renews. */
export function userVisitor(
  { server, companyId }: Settings,
  subject: string,
  currentToken: () => string,
  askForToken: () => void,
): Visitor {
  return {
    isKnown: true,
    async arrive() {
      const query = new URLSearchParams({ companyId, participantId: subject, limit: '1' });
      const answer = await ask(`${server}api/conversations?${query}`, { token: currentToken() });
      const newest = list(isRecord(answer) ? answer['items'] : undefined).find(isRecord);
      return { subject, company: UNTOLD, conversationId: textOrNull(newest?.['conversationId']) };
    },
    token: async () => currentToken(),
    expired: askForToken,
  };
}

/** Whose a token is, as it says itself: the server checks it, here it names what this browser keeps. */
export function subjectOf(token: string): string | undefined {
  try {
    const part = token.split('.')[1] ?? '';
    const bytes = Uint8Array.from(atob(part.replaceAll('-', '+').replaceAll('_', '/')), (one) =>
      one.charCodeAt(0),
    );
    const claims: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return isRecord(claims) ? (textOrNull(claims['sub']) ?? undefined) : undefined;
  } catch {
    return undefined;
  }
}
