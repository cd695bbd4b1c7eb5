import type { IncomingHttpHeaders } from 'node:http';
import { type RouteName, routeDefinition, type Subject, WaycastError } from '@waycast/contract';
import { subjectOf } from '../../kernel/device-reports.ts';
import { decodeBy } from '../../kernel/invalid.ts';
import { policyOf } from '../../kernel/policies.ts';
import type { Policy } from '../../kernel/policy.ts';
import { ROUTE_ACTIONS } from '../../kernel/route-actions.ts';
import { requireRouteOpen } from '../../kernel/share-scope.ts';
import type { KnownDevice } from '../../ports/devices.ts';
import { bearerOf, requireMetricsToken } from './bearer.ts';
import { deviceKeyOf } from './device-key.ts';
import { noteRead } from './note-read.ts';
import type { HttpParts } from './parts.ts';
import { createSubjectLimit } from './subject-limit.ts';

/** A request that was let in: by whom it is (undefined on open routes), and its path's decoded parameters. */
export interface Admission {
  readonly subject: Subject | undefined;
  readonly token: string | undefined;
  readonly params: unknown;
}

/** What of a request decides whether it is let in. Its body has not been read. */
export interface Arrival {
  readonly headers: IncomingHttpHeaders;
  readonly params: unknown;
  readonly query: unknown;
}

/** Who may send what, judged before a byte of the body is read. */
export interface Gate {
  /** token → rate limit → parameters → policy. */
  admit(name: RouteName, arrival: Arrival): Promise<Admission>;
  /** token → rate limit, for reports: ingest authorises each fix. At once where the token is known. */
  admitReport(authorization: string | undefined): Subject | Promise<Subject>;
  /** key, for what devices send. */
  admitDevice(authorization: string | undefined, url: string): Promise<KnownDevice>;
  /** speaker → rate limit, once the request has said whose it is: a relay brings what many devices send. */
  admitSpeaker(device: KnownDevice, named: string | undefined): Promise<KnownDevice>;
}

/** What routes name in their path, and of that what tells where somebody is. */
const HAS_ID = setOf('vehicle', 'trip', 'order', 'conversation', 'company');
const IS_WHEREABOUTS = setOf('vehicle', 'trip');

/**
 * The gate of a server's routes. The policy of a route is the kernel's ROUTE_ACTIONS; where the vehicle stands in the
 * body or in a list, ingest and the handler ask about each.
 */
export function createGate({ tokens, access, devices, people, clock, settings }: HttpParts): Gate {
  const countRequest = createSubjectLimit(settings.requestsPerSubject, clock);
  const countLink = createSubjectLimit(settings.requestsPerSubject, clock);
  const { metricsToken } = settings;

  async function admit(name: RouteName, { headers, params, query }: Arrival): Promise<Admission> {
    const route = routeDefinition(name);
    if (route.access === 'metrics' && metricsToken !== undefined)
      requireMetricsToken(headers.authorization, metricsToken);
    // Only whoever may come in is told what an address takes.
    const decode = () => route.params && decodeBy(route.params, params);
    if (route.access === 'open' || route.access === 'metrics')
      return { subject: undefined, token: undefined, params: decode() };
    const token = route.tokenInQuery
      ? headerOrQueryToken(headers.authorization, query)
      : bearerOf(headers.authorization);
    // The link itself is the right, and one that is over is told so: the route looks it up.
    if (route.access === 'share') {
      countLink({ tenant: token, id: 'of this share link' });
      return { subject: undefined, token, params: decode() };
    }
    const subject = await tokens.verify(token);
    countRequest(subject);
    requireRouteOpen(subject, name);
    const decoded = decode();
    await authoriseRoute({ access, people }, name, subject, decoded);
    return { subject, token, params: decoded };
  }

  function admitReport(authorization: string | undefined): Subject | Promise<Subject> {
    const token = bearerOf(authorization);
    const known = tokens.known?.(token);
    if (known !== undefined) {
      countRequest(known);
      return known;
    }
    return tokens.verify(token).then((subject) => {
      countRequest(subject);
      requireRouteOpen(subject, 'reportFix');
      return subject;
    });
  }

  return { admit, admitReport, ...deviceGate(devices, countRequest) };
}

async function authoriseRoute(
  { access, people }: Pick<HttpParts, 'access' | 'people'>,
  name: RouteName,
  subject: Subject,
  params: unknown,
): Promise<void> {
  const action = ROUTE_ACTIONS[name];
  if (action === 'open' || action === 'by-topic') return;
  const { on, denied } = policyOf(action);
  const id = HAS_ID.has(on) ? idOf(params) : '';
  if (id === undefined) return;
  // What is denied as if it were absent is a child's whereabouts, perhaps: who reads it is noted.
  const isNoted = IS_WHEREABOUTS.has(on) && denied === 'not_found';
  if (!isNoted) return access.require(subject, action, id);
  noteRead(people.notes, subject, action, id, await access.requireRight(subject, action, id));
}

function setOf(...on: Policy['on'][]): ReadonlySet<Policy['on']> {
  return new Set(on);
}

function deviceGate(
  devices: HttpParts['devices'],
  count: (subject: Subject) => void,
): Pick<Gate, 'admitDevice' | 'admitSpeaker'> {
  return {
    async admitDevice(authorization, url) {
      const device = await devices.deviceOf(deviceKeyOf(authorization, url));
      if (!device.relay) count(subjectOf(device));
      return device;
    },
    async admitSpeaker(device, named) {
      const speaker = await devices.speaker(device, named);
      if (device.relay) count(subjectOf(speaker));
      return speaker;
    },
  };
}

/** EventSource and many a program that reads feeds cannot set headers. */
function headerOrQueryToken(authorization: string | undefined, query: unknown): string {
  if (authorization !== undefined) return bearerOf(authorization);
  const token = typeof query === 'object' && query !== null && 'token' in query ? query.token : undefined;
  if (typeof token === 'string' && token !== '') return token;
  throw new WaycastError(
    'unauthenticated',
    'this needs a token; send Authorization: Bearer TOKEN, or ?token=TOKEN',
  );
}

function idOf(params: unknown): string | undefined {
  if (typeof params !== 'object' || params === null || !('id' in params)) return undefined;
  return typeof params.id === 'string' ? params.id : undefined;
}
