import type { DeviceReportName, ROUTES, RouteName, RouteResponse, Subject } from '@waycast/contract';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';

type Routes = typeof ROUTES;
type Decoded<N extends RouteName, Part extends string> = Routes[N] extends {
  readonly [P in Part]: infer S extends z.ZodType;
}
  ? z.output<S>
  : undefined;

/** A request as its handler gets it: admitted, with parameters and query decoded. */
export interface Call<N extends RouteName> {
  /** Who asks; undefined on open routes. */
  readonly subject: Routes[N]['access'] extends 'token' ? Subject : undefined;
  readonly token: Routes[N]['access'] extends 'token' | 'share' ? string : undefined;
  readonly params: Decoded<N, 'params'>;
  readonly query: Decoded<N, 'query'>;
  /** As parsed from JSON; the handler decodes it. */
  readonly body: unknown;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/** JSON of the route's success, or the reply where the handler has sent it itself. */
export type Answer<N extends RouteName> =
  | ([RouteResponse<N>] extends [never] ? FastifyReply : RouteResponse<N>)
  | FastifyReply;

export type Handler<N extends RouteName> = (call: Call<N>) => Answer<N> | Promise<Answer<N>>;

/** Routes with a handler: what devices send has a way of its own. */
export type HandledRoute = Exclude<RouteName, DeviceReportName>;

/** One handler per route of the registry. A missing one does not compile. */
export type Handlers = { readonly [N in HandledRoute]: Handler<N> };
