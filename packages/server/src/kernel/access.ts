import type { Role, Subject, Topic } from '@waycast/contract';
import { WaycastError } from '@waycast/contract';
import type { ConversationRights } from '../ports/conversation-rights.ts';
import type { Via } from '../ports/follow-log.ts';
import type { Grants } from '../ports/grants.ts';
import type { GuardianRights } from '../ports/guardian-rights.ts';
import type { OrderRights } from '../ports/order-rights.ts';
import type { TripRights } from '../ports/trip-rights.ts';
import { type Action, policyOf, TOPIC_ACTIONS } from './policies.ts';
import type { Policy } from './policy.ts';
import { isShare, shareOpens } from './share-scope.ts';

/** What is acted upon; absent for actions on the tenant as a whole. */
export interface Resource {
  readonly type: Policy['on'];
  readonly id: string;
}

/**
 * The embedding application's own rule, asked first. True allows, false denies, undefined leaves it to the built-in
 * rule. It is only ever asked about the subject's own tenant. A rejection denies and is answered as `unavailable`.
 */
export type Authorize = (
  subject: Subject,
  action: Action,
  resource: Resource,
) => boolean | undefined | Promise<boolean | undefined>;

/** What allows something; of a guardian, the child because of whom. */
export interface Right {
  readonly via: Via;
  readonly studentId?: string | null;
}

/** Answers whether a subject may do something, and says it with the contract's codes. */
export interface Access {
  /** Rejects with `forbidden` (reporting, tenant-wide actions) or `not_found` (reading and following). */
  require(subject: Subject, action: Action, resourceId: string): Promise<void>;
  may(subject: Subject, action: Action, resourceId: string): Promise<boolean>;
  /** By what right; undefined: it may not. */
  rightTo(subject: Subject, action: Action, resourceId: string): Promise<Right | undefined>;
  /** As `require`, resolving to the right. */
  requireRight(subject: Subject, action: Action, resourceId: string): Promise<Right>;
  /** The same where the answer needs nobody else: undefined means that `may` has to be asked. */
  mayAtOnce(subject: Subject, action: Action, resourceId: string): boolean | undefined;
}

/** What following a topic takes. */
export function followAction(topic: Topic): { action: Action; resourceId: string } {
  return { action: TOPIC_ACTIONS[topic.family], resourceId: topic.id };
}

/** Who else is asked about what is a subject's own. */
export interface RightSources {
  /** A trip is one's own by any of them. */
  readonly tripRights?: readonly TripRights[] | undefined;
  /** Absent: nobody is a guardian. */
  readonly guardianRights?: GuardianRights | undefined;
  /** Absent: nobody has orders. */
  readonly orderRights?: Pick<OrderRights, 'isOwn' | 'isComing'> | undefined;
  /** Absent: nobody has conversations, and every agent serves every company. */
  readonly conversationRights?: Pick<ConversationRights, 'isOwn' | 'serves'> | undefined;
}

/**
 * Access by the policy table, the subject's own vehicles and stored grants; what a share link does not open is closed
 * before anything else is asked. `now` is the clock's epoch ms. What concerns a child may be followed by its guardians,
 * the vehicle that comes for an order by whoever ordered it, and nothing else is allowed by that.
 */
export function createAccess(
  grants: Grants,
  now: () => number,
  authorize?: Authorize,
  sources: RightSources = {},
): Access {
  const byStore = storedRights(grants, now, sources);

  function mayAtOnce(subject: Subject, action: Action, resourceId: string): boolean | undefined {
    if (!shareOpens(subject, action, resourceId)) return false;
    if (authorize !== undefined) return undefined;
    const right = byToken(subject, action, resourceId);
    return right === 'stored' ? undefined : right !== 'none';
  }

  async function rightTo(subject: Subject, action: Action, resourceId: string): Promise<Right | undefined> {
    if (!shareOpens(subject, action, resourceId)) return undefined;
    if (authorize !== undefined) {
      const answer = await askApplication(authorize, subject, action, resourceId);
      if (answer !== undefined) return answer ? { via: 'application' } : undefined;
    }
    const right = byToken(subject, action, resourceId);
    if (right === 'stored') return byStore(subject, action, resourceId);
    return right === 'none' ? undefined : right;
  }

  async function may(subject: Subject, action: Action, resourceId: string): Promise<boolean> {
    return (await rightTo(subject, action, resourceId)) !== undefined;
  }

  return {
    may,
    mayAtOnce,
    rightTo,
    async require(subject, action, resourceId) {
      const allowed = mayAtOnce(subject, action, resourceId) ?? (await may(subject, action, resourceId));
      if (!allowed) throw denial(subject, action, resourceId);
    },
    async requireRight(subject, action, resourceId) {
      const right = await rightTo(subject, action, resourceId);
      if (right === undefined) throw denial(subject, action, resourceId);
      return right;
    },
  };
}

/** Of these only what is stored can tell whose they are. */
const STORED: ReadonlySet<Policy['on']> = new Set<Policy['on']>(['trip', 'order', 'conversation', 'company']);

/** What the token alone says; `stored`: only what is stored can tell. */
function byToken(subject: Subject, action: Action, resourceId: string): Right | 'none' | 'stored' {
  const scope = widestScope(subject.roles, action);
  if (scope === undefined) return 'none';
  if (scope === 'tenant') return { via: isShare(subject) ? 'share' : 'role' };
  const { on, granted } = policyOf(action);
  if (STORED.has(on)) return 'stored';
  if (on === 'driver') return subject.id === resourceId ? { via: 'claim' } : 'none';
  if (subject.vehicles.has(resourceId)) return { via: isShare(subject) ? 'share' : 'claim' };
  return granted ? 'stored' : 'none';
}

/** What a child of one's own opens: where a vehicle is, and how a trip goes. An order opens the former. */
const FOR_GUARDIANS: ReadonlySet<Action> = new Set<Action>(['follow:vehicle', 'follow:trip']);

function storedRights(grants: Grants, now: () => number, sources: RightSources) {
  const { tripRights = [], guardianRights: guardians, orderRights: orders } = sources;

  async function byGrant(subject: Subject, resourceId: string): Promise<Right | undefined> {
    const granted = await grants.vehiclesOf(subject.tenant, subject.id, now());
    return granted.has(resourceId) ? { via: 'grant' } : undefined;
  }

  async function byTrip(subject: Subject, tripId: string): Promise<Right | undefined> {
    for (const rights of tripRights) if (await rights.mayFollow(subject, tripId)) return { via: 'claim' };
    return undefined;
  }

  async function byChild(subject: Subject, isTrip: boolean, id: string): Promise<Right | undefined> {
    const concerned = (await guardians?.of(subject)) ?? [];
    const because = concerned.find(({ tripId, vehicleId }) => (isTrip ? tripId : vehicleId) === id);
    return because === undefined ? undefined : { via: 'guardian', studentId: because.studentId };
  }

  /** Of a conversation or company. */
  async function byParty(subject: Subject, on: Policy['on'], id: string): Promise<Right | undefined> {
    const rights = sources.conversationRights;
    if (rights === undefined) return on === 'company' ? { via: 'role' } : undefined;
    const own = await (on === 'company' ? rights.serves(subject, id) : rights.isOwn(subject, id));
    return own ? { via: 'conversation' } : undefined;
  }

  return async (subject: Subject, action: Action, resourceId: string): Promise<Right | undefined> => {
    const { on } = policyOf(action);
    if (on === 'conversation' || on === 'company') return byParty(subject, on, resourceId);
    if (on === 'order') return (await orders?.isOwn(subject, resourceId)) ? { via: 'order' } : undefined;
    const isTrip = on === 'trip';
    const granted = await (isTrip ? byTrip(subject, resourceId) : byGrant(subject, resourceId));
    if (granted !== undefined || !FOR_GUARDIANS.has(action)) return granted;
    const concerned = await byChild(subject, isTrip, resourceId);
    if (concerned !== undefined || isTrip) return concerned;
    return (await orders?.isComing(subject, resourceId)) ? { via: 'order' } : undefined;
  };
}

async function askApplication(
  authorize: Authorize,
  subject: Subject,
  action: Action,
  id: string,
): Promise<boolean | undefined> {
  try {
    const { on, askedAs = action } = policyOf(action);
    return await authorize(subject, askedAs, { type: on, id });
  } catch (cause) {
    throw new WaycastError('unavailable', 'permission could not be decided now; try again', {
      retryAfterMs: 1000,
      cause,
    });
  }
}

function widestScope(roles: ReadonlySet<Role>, action: Action): 'tenant' | 'own' | undefined {
  const { allow } = policyOf(action);
  let widest: 'own' | undefined;
  for (const role of roles) {
    const scope = allow[role];
    if (scope === 'tenant') return 'tenant';
    if (scope === 'own') widest = 'own';
  }
  return widest;
}

/** The error that denies an action: it never tells whether the resource exists. */
export function denial(subject: Subject, action: Action, resourceId: string): WaycastError {
  const { denied } = policyOf(action);
  if (denied === 'not_found')
    return new WaycastError('not_found', `no ${policyOf(action).on} ${resourceId} that you may see`);
  const roles = [...subject.roles].join(', ');
  const what = resourceId === '' ? policyOf(action).summary : `${policyOf(action).summary} ${resourceId}`;
  return new WaycastError('forbidden', `the token (roles: ${roles}) does not allow to ${what}`);
}
