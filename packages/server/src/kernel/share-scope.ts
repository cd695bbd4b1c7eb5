import type { CommandName, RouteName, Subject, TopicFamily } from '@waycast/contract';
import { WaycastError } from '@waycast/contract';
import type { Action } from './policies.ts';

// What a share link opens: the newest position of one vehicle. Everything that is not named here is closed to it, so
// that a route, command or topic that is added later stays closed until someone opens it.

const ROUTES: ReadonlySet<RouteName> = new Set<RouteName>(['lastLocation', 'stream']);
const COMMANDS: ReadonlySet<CommandName> = new Set<CommandName>([
  'authenticate',
  'track:vehicle',
  'untrack:vehicle',
  'subscribe',
  'unsubscribe',
  'heartbeat',
]);
/** Alerts of fences would tell of other people's stops. */
const TOPICS: ReadonlySet<TopicFamily> = new Set<TopicFamily>(['vehicle']);
const ACTIONS: ReadonlySet<Action> = new Set<Action>(['follow:vehicle', 'use:own-session']);

/** Whether a subject comes with a share link. */
export function isShare({ shareId }: Subject): boolean {
  return shareId !== undefined;
}

/** False for what a share link keeps its bearer from; true says nothing more than that. */
export function shareOpens(subject: Subject, action: Action, resourceId: string): boolean {
  if (!isShare(subject)) return true;
  return ACTIONS.has(action) && (action !== 'follow:vehicle' || subject.vehicles.has(resourceId));
}

/** Throws `forbidden` when a share link's bearer asks for anything but its vehicle's position. */
export function requireRouteOpen(subject: Subject, route: RouteName): void {
  if (isShare(subject) && !ROUTES.has(route)) throw closed();
}

export function requireCommandOpen(subject: Subject, command: CommandName): void {
  if (isShare(subject) && !COMMANDS.has(command)) throw closed();
}

export function requireTopicOpen(subject: Subject, family: TopicFamily): void {
  if (isShare(subject) && !TOPICS.has(family)) throw closed();
}

function closed(): WaycastError {
  return new WaycastError(
    'forbidden',
    "a share link opens its vehicle's position and nothing else; for more, use a token",
  );
}
