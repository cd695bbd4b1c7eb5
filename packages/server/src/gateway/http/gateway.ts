import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { ROUTE_NAMES, type RouteName, routeDefinition, WaycastError } from '@waycast/contract';
import {
  fastify as createFastify,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify';
import { decodeBy } from '../../kernel/invalid.ts';
import { pathnameOf } from '../upgrades.ts';
import { type Admission, createGate, type Gate } from './admission.ts';
import { bodyOfRoute } from './body-of-route.ts';
import { createClientErrorHandler } from './client-error.ts';
import { createCrossOrigin, isPreflight, PREFLIGHT_HEADERS } from './cross-origin.ts';
import { serveDashboard } from './dashboard.ts';
import { takeDeviceReports } from './device-reports.ts';
import type { Call, HandledRoute, Handlers } from './handler.ts';
import { InFlight } from './in-flight.ts';
import { JSON_BODY } from './json-body.ts';
import type { HttpParts } from './parts.ts';
import { createRefusals, type Refusals } from './refusals.ts';
import { createReports } from './reports.ts';
import { createRequestIds } from './request-id.ts';
import { logRequests } from './request-log.ts';
import { answersHead } from './route-paths.ts';
import { accessRoutes } from './routes/access.ts';
import { aggregatesRoute } from './routes/aggregates.ts';
import { alertRoutes } from './routes/alerts.ts';
import { companyRoutes } from './routes/companies.ts';
import { conversationRoutes } from './routes/conversations.ts';
import { deviceRoutes } from './routes/devices.ts';
import { documentRoutes } from './routes/documents.ts';
import { feedRoutes } from './routes/feeds.ts';
import { fleetReportRoutes } from './routes/fleet-reports.ts';
import { geofenceRoutes } from './routes/geofences.ts';
import { healthRoutes } from './routes/health.ts';
import { historyRoute } from './routes/history.ts';
import { monitoringRoutes } from './routes/monitoring.ts';
import { orderRoutes } from './routes/orders.ts';
import { peopleRoutes } from './routes/people.ts';
import { registryRoutes } from './routes/registry.ts';
import { rideRoute } from './routes/ride.ts';
import { roadRoutes } from './routes/roads.ts';
import { schoolEtaRoutes } from './routes/school-etas.ts';
import { schoolPlanRoutes } from './routes/school-plan.ts';
import { schoolTripRoutes } from './routes/school-trips.ts';
import { shareRoutes } from './routes/shares.ts';
import { streamRoute } from './routes/stream.ts';
import { taxiRoutes } from './routes/taxi.ts';
import { tenantRoutes } from './routes/tenant.ts';
import { trackingRoutes } from './routes/tracking.ts';
import { widgetRoute } from './routes/widget.ts';
import { SECURITY_HEADERS } from './security-headers.ts';
import { takeOnly } from './taken-body.ts';
import { serveWidget } from './widget-file.ts';

/** HTTP over any `http.Server`: its owner passes requests in. */
export interface HttpGateway {
  /** Takes a request; a listener for the server's events `request` and `checkExpectation`. */
  handle(request: IncomingMessage, response: ServerResponse): void;
  /** Answers what is no HTTP request; a listener for the event `clientError` of a server of our own. */
  clientError(error: NodeJS.ErrnoException, socket: Duplex): void;
  /** Resolves when the requests under way have been answered, or `timeoutMs` (default 10 s) has passed. */
  close(timeoutMs?: number): Promise<void>;
}

const CLOSE_TIMEOUT_MS = 10_000;

/** Parts of a path may be as long as an id with every character percent-encoded. */
const MAX_PARAM_LENGTH = 128 * 3;

/** Resolves to the gateway once all of its routes are in place. It opens no port. */
export async function createHttpGateway(parts: HttpParts): Promise<HttpGateway> {
  const nextId = createRequestIds();
  const refusals = createRefusals(parts.log);
  const fastify = createFastify({
    logger: false,
    genReqId: nextId,
    requestIdHeader: false,
    exposeHeadRoutes: false,
    // A draining server answers what still reaches it; `/health/ready` tells balancers to go elsewhere.
    return503OnClosing: false,
    frameworkErrors: refusals.failed(JSON_BODY),
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: MAX_PARAM_LENGTH },
  });
  takeOnly(fastify, JSON_BODY);
  headEveryAnswer(fastify, parts.settings.allowedOrigins);
  logRequests(fastify, parts.log, refusals.codeOf);
  fastify.setErrorHandler(refusals.failed(JSON_BODY));
  const gate = createGate(parts);
  registerRoutes(fastify, parts, gate, refusals);
  takeDeviceReports(fastify, parts, gate);
  serveWidget(fastify, parts.settings);
  serveUnknownPaths(fastify, parts, refusals);
  await fastify.ready();
  const inFlight = new InFlight();
  // Spans begin with the route's handler, so that traced servers take the longer way.
  const takeReport = parts.tracing === undefined ? createReports({ ...parts, gate, nextId }) : () => false;
  return {
    handle(request, response) {
      inFlight.enter(response);
      if (!takeReport(request, response)) fastify.routing(request, response);
    },
    clientError: createClientErrorHandler(parts.log, nextId),
    async close(timeoutMs = CLOSE_TIMEOUT_MS) {
      await inFlight.drained(parts.clock, timeoutMs);
      await fastify.close();
    },
  };
}

/** Node answers these itself, with nothing, unless the server is made with `requireHostHeader: false`. */
const NO_HOST = new WaycastError('invalid', 'the request has no Host header');

function headEveryAnswer(fastify: FastifyInstance, allowedOrigins: readonly string[]): void {
  const crossOrigin = createCrossOrigin(allowedOrigins);
  fastify.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id).headers(SECURITY_HEADERS);
    const allowed = crossOrigin(request.headers, pathnameOf(request.raw));
    if (allowed !== undefined) reply.headers(allowed);
    if (request.headers.host === undefined && request.raw.httpVersion === '1.1') return done(NO_HOST);
    if (!isPreflight(request.method, request.headers)) return done();
    void reply
      .code(204)
      .headers(allowed === undefined ? {} : PREFLIGHT_HEADERS)
      .send();
  });
}

function handlersOf(parts: HttpParts): Handlers {
  return {
    ...trackingRoutes(parts),
    ...historyRoute(parts),
    ...rideRoute(parts),
    ...fleetReportRoutes(parts),
    ...aggregatesRoute(parts),
    ...accessRoutes(parts),
    ...tenantRoutes(parts),
    ...registryRoutes(parts),
    ...shareRoutes(parts),
    ...feedRoutes(parts),
    ...alertRoutes(parts),
    ...geofenceRoutes(parts),
    ...schoolPlanRoutes(parts),
    ...schoolTripRoutes(parts),
    ...schoolEtaRoutes(parts),
    ...peopleRoutes(parts),
    ...orderRoutes(parts),
    ...taxiRoutes(parts),
    ...roadRoutes(parts),
    ...companyRoutes(parts),
    ...conversationRoutes(parts),
    ...widgetRoute(parts),
    ...deviceRoutes(parts),
    ...streamRoute(parts),
    ...healthRoutes(parts),
    ...monitoringRoutes(parts),
    ...documentRoutes(parts),
  };
}

function registerRoutes(fastify: FastifyInstance, parts: HttpParts, gate: Gate, refusals: Refusals): void {
  const handlers = handlersOf(parts);
  fastify.decorateRequest(ADMISSION, null);
  const byBody = Map.groupBy(ROUTE_NAMES.filter(isHandled), (name) => bodyOfRoute(routeDefinition(name)));
  for (const [body, names] of byBody)
    fastify.register((plugin, _options, done) => {
      takeOnly(plugin, body);
      plugin.setErrorHandler(refusals.failed(body));
      for (const name of names) registerRoute(plugin, name, gate, handlerOf(name, handlers));
      done();
    });
}

function registerRoute(
  fastify: FastifyInstance,
  name: HandledRoute,
  gate: Gate,
  handler: ReturnType<typeof handlerOf>,
): void {
  const route = routeDefinition(name);
  for (const url of [route.path, ...(route.aliases ?? [])])
    fastify.route({
      method: route.method,
      url,
      exposeHeadRoute: answersHead(route),
      onRequest(request, _reply, done) {
        gate.admit(name, request).then((admission) => {
          request.setDecorator(ADMISSION, admission);
          done();
        }, done);
      },
      handler,
    });
}

function isHandled(name: RouteName): name is HandledRoute {
  return routeDefinition(name).access !== 'device';
}

const ADMISSION = 'waycastAdmission';

/** Decodes the query and calls the route's handler. The registry ties a name's schemas to its handler's call. */
function handlerOf(name: HandledRoute, handlers: Handlers) {
  const { query, status } = routeDefinition(name);
  const handler = handlers[name] as (call: Call<never>) => unknown;
  return async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
    const { subject, token, params } = request.getDecorator<Admission>(ADMISSION);
    const decoded = query === undefined ? undefined : decodeBy(query, request.query);
    reply.code(status);
    return handler({
      subject,
      token,
      params,
      query: decoded,
      body: request.body,
      request,
      reply,
    } as Call<never>);
  };
}

function serveUnknownPaths(fastify: FastifyInstance, { settings }: HttpParts, refusals: Refusals): void {
  const serveNavigation = serveDashboard(fastify, settings);
  fastify.setNotFoundHandler((request, reply) => {
    if (!serveNavigation(request, reply)) refusals.unknown(request, reply);
  });
}
