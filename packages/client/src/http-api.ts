import type {
  HistoryFormat,
  ROUTES,
  RouteBody,
  RouteName,
  RouteParams,
  RouteQuery,
  RouteResponse,
} from '@waycast/contract';
import type { CalledRoute } from './route-call.ts';

/** How one request is made. */
export interface RequestOptions {
  /** Ends the request early. */
  readonly signal?: AbortSignal;
  /** Of routes that take the header `Idempotency-Key`: with it, the same request may be sent again. */
  readonly idempotencyKey?: string;
}

/** One argument: left out where the route has none, optional where nothing in it is needed. */
type Argument<T> = [T] extends [never]
  ? []
  : undefined extends T
    ? [input?: T]
    : Partial<T> extends T
      ? [input?: T]
      : [input: T];

/** Arguments of a route's call: path parameters, query, body, each only where the route has it. */
export type RouteArguments<N extends RouteName> = [
  ...Argument<RouteParams<N>>,
  ...Argument<RouteQuery<N>>,
  ...Argument<RouteBody<N>>,
  options?: RequestOptions,
];

/** What a call resolves with: the decoded JSON; the bare Response of routes that answer in other media types. */
export type RouteResult<N extends RouteName> = [RouteResponse<N>] extends [never]
  ? (typeof ROUTES)[N]['status'] extends 204
    ? undefined
    : Response
  : RouteResponse<N>;

/** Range and page of a history request. Times are ISO 8601 or epoch milliseconds as a string. */
export interface HistoryRange {
  readonly from?: string;
  readonly to?: string;
  /** Items a page, 1–10,000; default 1,000. */
  readonly limit?: number;
  readonly cursor?: string;
}

/** Stored fixes of a vehicle: a page as JSON, or the Response that streams the whole range as a file. */
export interface HistoryCall {
  (
    params: RouteParams<'history'>,
    query?: HistoryRange & { readonly format?: 'json' },
    options?: RequestOptions,
  ): Promise<RouteResponse<'history'>>;
  (
    params: RouteParams<'history'>,
    query: HistoryRange & { readonly format: Exclude<HistoryFormat, 'json'> },
    options?: RequestOptions,
  ): Promise<Response>;
}

type ReportRoute = 'reportTrips' | 'reportStops' | 'reportSummary';

/** A report: a page as JSON, or the Response with the whole range as CSV. */
export interface ReportCall<N extends ReportRoute> {
  (query?: RouteQuery<N> & { readonly format?: 'json' }, options?: RequestOptions): Promise<RouteResponse<N>>;
  (query: RouteQuery<N> & { readonly format: 'csv' }, options?: RequestOptions): Promise<Response>;
}

/** One typed call per HTTP route of the contract, but for what devices send in formats of their own. */
export type HttpApi = {
  readonly [N in Exclude<CalledRoute, 'history' | ReportRoute>]: (
    ...input: RouteArguments<N>
  ) => Promise<RouteResult<N>>;
} & { readonly history: HistoryCall } & { readonly [N in ReportRoute]: ReportCall<N> };
