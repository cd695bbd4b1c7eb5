import { ROUTE_NAMES, routeDefinition } from '@waycast/contract';

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

function collect(): KnownPath[] {
  const methods = new Map<string, Set<string>>();
  for (const name of ROUTE_NAMES) {
    const { method, path, aliases = [] } = routeDefinition(name);
    for (const each of [path, ...aliases]) {
      const known = methods.get(each) ?? new Set();
      methods.set(each, known.add(method));
      if (method === 'GET' && answersHead(path)) known.add('HEAD');
    }
  }
  return [...methods].map(([path, set]) => ({ path, pattern: patternOf(path), methods: [...set] }));
}

/** HEAD would run a stream for nothing. */
export function answersHead(path: string): boolean {
  return path !== '/api/stream' && !path.endsWith('/history');
}

function patternOf(path: string): RegExp {
  const source = path
    .split('/')
    .map((part) => (part.startsWith(':') ? '[^/]+' : part.replace(/[.]/g, '\\.')))
    .join('/');
  return new RegExp(`^${source}/?$`);
}
