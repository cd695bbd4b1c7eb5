import type { DeviceReportName, ROUTES, RouteName } from '@waycast/contract';

type Routes = typeof ROUTES;
type Definition<N extends RouteName> = Routes[N];

/** Routes that are called with a token or none: what devices send in formats of their own is not for the SDK. */
export type CalledRoute = Exclude<RouteName, DeviceReportName>;

/** The arguments of a route in the order in which its call takes them. */
type Takes<N extends RouteName> = [
  ...(Definition<N> extends { params: unknown } ? ['params'] : []),
  ...(Definition<N> extends { query: unknown } ? ['query'] : []),
  ...(Definition<N> extends { body: unknown } ? ['body'] : []),
];

/** What a success carries: a JSON body, nothing, or something that the caller reads from the Response. */
type Answers<N extends RouteName> =
  Definition<N> extends { response: unknown }
    ? 'json'
    : Definition<N> extends { status: 204 }
      ? 'nothing'
      : 'response';

/** How one route is called. */
export interface RouteCall {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly takes: readonly ('params' | 'query' | 'body')[];
  /** Media type of a body that is text of the caller's, not JSON. */
  readonly sends?: string;
  readonly answers: 'json' | 'nothing' | 'response';
  /** Whether the subject's token goes along; `/metrics` and `/ws/stats` have one of their own, if any. */
  readonly token: boolean;
}

/** The calls of these routes. */
export type RouteCalls = {
  readonly [N in CalledRoute]: {
    readonly method: Definition<N>['method'];
    readonly path: Definition<N>['path'];
    readonly takes: Takes<N>;
    readonly sends?: Definition<N> extends { bodyType: infer T } ? T : never;
    readonly answers: Answers<N>;
    readonly token: Definition<N> extends { access: 'token' | 'share' } ? true : false;
  };
};
