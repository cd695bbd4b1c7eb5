import { ROUTE_NAMES, type RouteDefinition, routeDefinition } from '@waycast/contract';

/** A path of the registry and the methods it takes. */
export interface KnownPath {
  /** As in the registry, with `:name` parameters. */
  readonly path: string;
  readonly pattern: RegExp;
  readonly methods: readonly string[];
}

/** Every path of the registry, aliases included, once. */
export const KNOWN_PATHS: readonly KnownPath[] = collect();

/** The registry's path that a request's path (without query) is an instance of. */
export function knownPathOf(pathname: string): KnownPath | undefined {
  return KNOWN_PATHS.find(({ pattern }) => pattern.test(pathname));
}

/** The path of a URL as it stands in a request line. */
export function pathnameOf(url: string): string {
  const end = url.search(/[?#]/);
  return end === -1 ? url : url.slice(0, end);
}

/** The query of a URL, without its question mark; empty where there is none. */
export function queryOf(url: string): string {
  const start = url.indexOf('?');
  return start === -1 ? '' : url.slice(start + 1);
}

function collect(): KnownPath[] {
  const methods = new Map<string, Set<string>>();
  for (const name of ROUTE_NAMES) {
    const route = routeDefinition(name);
    const { method, path, aliases = [] } = route;
    for (const each of [path, ...aliases]) {
      const known = methods.get(each) ?? new Set();
      methods.set(each, known.add(method));
      if (answersHead(route)) known.add('HEAD');
    }
  }
  return [...methods].map(([path, set]) => ({ path, pattern: patternOf(path), methods: [...set] }));
}

/** HEAD would run a stream for nothing, and to look at what a device reports is no report. */
export function answersHead({ method, path, access }: RouteDefinition): boolean {
  return method === 'GET' && access !== 'device' && path !== '/api/stream' && !path.endsWith('/history');
}

function patternOf(path: string): RegExp {
  const source = path
    .split('/')
    .map((part) => (part.startsWith(':') ? '[^/]+' : part.replace(/[.]/g, '\\.')))
    .join('/');
  return new RegExp(`^${source}/?$`);
}
