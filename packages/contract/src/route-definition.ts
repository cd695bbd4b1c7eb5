import type { z } from 'zod';

/** One HTTP route, as everything derives from it. */
export interface RouteDefinition {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path with `:name` parameters. */
  readonly path: string;
  /** Other paths that do the same. */
  readonly aliases?: readonly string[];
  /**
   * `token`: needs a bearer token; `share`: needs a share link's secret in place of one; `device`: needs a device's key;
   * `open`: answers anyone; `metrics`: open unless METRICS_TOKEN is set.
   */
  readonly access: 'token' | 'share' | 'device' | 'open' | 'metrics';
  /** Takes the token as `?token=` as well, for clients that cannot set headers. */
  readonly tokenInQuery?: true;
  readonly params?: z.ZodType;
  readonly query?: z.ZodType;
  readonly body?: z.ZodType;
  /** Media type of the body where it is not JSON. */
  readonly bodyType?: string;
  /** Media types of the body where it may be any of several. */
  readonly bodyTypes?: readonly string[];
  /** May answer 409: an id is taken, there are as many as there may be, or something it needs is off. */
  readonly mayConflict?: true;
  /** Takes the header `Idempotency-Key`: repeated with the same key and body, it answers what it made then. */
  readonly takesIdempotencyKey?: true;
  /** Status of success; its JSON body, or the media types where it is not JSON alone. */
  readonly status: number;
  readonly response?: z.ZodType;
  readonly mediaTypes?: readonly string[];
  readonly summary: string;
}
