import { randomUUID } from 'node:crypto';
import {
  DEFAULT_COMPANY,
  DEFAULT_TENANT,
  isTenantId,
  WaycastError,
  type WidgetSessionInput,
} from '@waycast/contract';
import { LRUCache } from 'lru-cache';
import { isoTime } from '../../kernel/iso-time.ts';
import { type BucketLimit, fullBucket, type TokenBucket, takeToken } from '../../kernel/token-bucket.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Companies, StoredCompany } from '../../ports/companies.ts';
import type { WidgetDesk } from '../../ports/conversation-desk.ts';
import type { Conversations } from '../../ports/conversations.ts';
import type { GuestTokens } from '../../ports/guest-tokens.ts';
import type { Viewers } from '../../ports/viewers.ts';

const TOKEN_TTL_S = 3600;
const GUEST_TTL_S = 30 * 24 * 3600;
/** Openings of one address: 20 at once, 20 a minute. */
const OPENINGS: BucketLimit = { perSecond: 20 / 60, burst: 20 };
const MAX_ADDRESSES = 50_000;

export interface WidgetDeskParts {
  readonly companies: Pick<Companies, 'get' | 'list'>;
  readonly conversations: Pick<Conversations, 'page'>;
  readonly viewers: Pick<Viewers, 'count'>;
  readonly guests: GuestTokens;
  readonly clock: Clock;
}

/** The chat on web pages: who may show it, and who its guests are. */
export function createWidgetDesk(parts: WidgetDeskParts): WidgetDesk {
  const { companies, viewers, guests, clock } = parts;
  const countOpening = createCount(clock);
  return {
    async open({ origin, address }, input) {
      countOpening(address);
      const { tenant, companyId } = placeOf(input);
      const company = await companies.get(tenant, companyId);
      requireAllowed(company, companyId, origin);
      const earlier = input.guest === undefined ? undefined : await guests.guestOf(tenant, input.guest);
      const guestId = earlier ?? `guest~${randomUUID()}`;
      const [token, guest, conversationId, agentsOnline] = await Promise.all([
        guests.token(tenant, guestId, TOKEN_TTL_S),
        guests.keepsake(tenant, guestId, GUEST_TTL_S),
        earlier === undefined ? null : newestOf(parts, tenant, companyId, guestId),
        viewers.count({ kind: 'company', tenant, id: companyId }),
      ]);
      const { name, greeting } = company;
      return {
        token,
        expiresAt: isoTime(clock.now() + TOKEN_TTL_S * 1000),
        guest,
        guestId,
        company: { companyId, name, greeting, agentsOnline },
        conversationId,
      };
    },
  };
}

function placeOf({ tenant = DEFAULT_TENANT, companyId = DEFAULT_COMPANY }: WidgetSessionInput) {
  if (!isTenantId(tenant)) throw new WaycastError('invalid', `tenant: "${tenant}" is not the id of a tenant`);
  return { tenant, companyId };
}

/** Nobody is told which companies there are: one that is absent allows no page. */
function requireAllowed(
  company: StoredCompany | undefined,
  companyId: string,
  origin: string | undefined,
): asserts company is StoredCompany {
  if (origin === undefined)
    throw new WaycastError('forbidden', 'a guest comes on a web page: the request has no header Origin');
  if (company?.allowedOrigins.includes(origin)) return;
  throw new WaycastError(
    'forbidden',
    `pages of ${origin.slice(0, 200)} may not show the chat of company ${companyId}; add "${origin.slice(0, 200)}" to its allowedOrigins with PUT /api/companies/${companyId}`,
  );
}

async function newestOf(
  { conversations }: WidgetDeskParts,
  tenant: string,
  companyId: string,
  guestId: string,
): Promise<string | null> {
  for (const state of ['open', 'pending'] as const) {
    const filter = { companyIds: [companyId], participantId: guestId, state };
    const [newest] = await conversations.page(tenant, guestId, filter, 1);
    if (newest !== undefined) return newest.conversationId;
  }
  return null;
}

function createCount(clock: Clock): (address: string) => void {
  const buckets = new LRUCache<string, TokenBucket>({ max: MAX_ADDRESSES });
  return (address) => {
    const now = clock.now();
    const bucket = buckets.get(address) ?? fullBucket(OPENINGS, now);
    buckets.set(address, bucket);
    const retryAfterMs = takeToken(bucket, OPENINGS, now);
    if (retryAfterMs === 0) return;
    throw new WaycastError('rate_limited', 'the chat was opened too often from this address', {
      retryAfterMs,
    });
  };
}
