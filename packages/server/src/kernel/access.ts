import type { Role, Subject, Topic } from '@waycast/contract';
import { WaycastError } from '@waycast/contract';
import type { Grants } from '../ports/grants.ts';
import type { TripRights } from '../ports/trip-rights.ts';
import { type Action, type Policy, policyOf, TOPIC_ACTIONS } from './policies.ts';
import { shareOpens } from './share-scope.ts';

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

/** Answers whether a subject may do something, and says it with the contract's codes. */
export interface Access {
  /** Rejects with `forbidden` (reporting, tenant-wide actions) or `not_found` (reading and following). */
  require(subject: Subject, action: Action, resourceId: string): Promise<void>;
  may(subject: Subject, action: Action, resourceId: string): Promise<boolean>;
  /** The same where the answer needs nobody else: undefined means that `may` has to be asked. */
  mayAtOnce(subject: Subject, action: Action, resourceId: string): boolean | undefined;
}

/** What following a topic takes. */
export function followAction(topic: Topic): { action: Action; resourceId: string } {
  return { action: TOPIC_ACTIONS[topic.family], resourceId: topic.id };
}

/**
 * Access by the policy table, the subject's own vehicles and stored grants; what a share link does not open is closed
 * before anything else is asked. `now` is the clock's epoch ms. A trip is one's own by any of `tripRights`.
 */
export function createAccess(
  grants: Grants,
  now: () => number,
  authorize?: Authorize,
  tripRights: readonly TripRights[] = [],
): Access {
  /** Undefined: only what is stored can tell. */
  function byToken(subject: Subject, action: Action, resourceId: string): boolean | undefined {
    const scope = widestScope(subject.roles, action);
    if (scope === undefined) return false;
    if (scope === 'tenant') return true;
    const { on, granted } = policyOf(action);
    if (on === 'trip') return undefined;
    if (subject.vehicles.has(resourceId)) return true;
    return granted ? undefined : false;
  }

  async function byStore(subject: Subject, action: Action, resourceId: string): Promise<boolean> {
    if (policyOf(action).on !== 'trip')
      return (await grants.vehiclesOf(subject.tenant, subject.id, now())).has(resourceId);
    for (const rights of tripRights) if (await rights.mayFollow(subject, resourceId)) return true;
    return false;
  }

  function mayAtOnce(subject: Subject, action: Action, resourceId: string): boolean | undefined {
    if (!shareOpens(subject, action, resourceId)) return false;
    return authorize === undefined ? byToken(subject, action, resourceId) : undefined;
  }

  async function may(subject: Subject, action: Action, resourceId: string): Promise<boolean> {
    if (!shareOpens(subject, action, resourceId)) return false;
    if (authorize !== undefined) {
      const answer = await askApplication(authorize, subject, action, resourceId);
      if (answer !== undefined) return answer;
    }
    return byToken(subject, action, resourceId) ?? byStore(subject, action, resourceId);
  }

  return {
    may,
    mayAtOnce,
    async require(subject, action, resourceId) {
      const allowed = mayAtOnce(subject, action, resourceId) ?? (await may(subject, action, resourceId));
      if (!allowed) throw denial(subject, action, resourceId);
    },
  };
}

async function askApplication(
  authorize: Authorize,
  subject: Subject,
  action: Action,
  id: string,
): Promise<boolean | undefined> {
  try {
    return await authorize(subject, action, { type: policyOf(action).on, id });
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
