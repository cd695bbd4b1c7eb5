import { ROAD_IMPORT_MAX, routeDefinition } from '@waycast/contract';

/** The one route whose bodies are maps: longer than others, and with more fields than any command. */
const PATH = routeDefinition('importSegments').path;

/** The route's option for how long a body may be, where it is longer than others. */
export function bodyLimitOf(path: string): { readonly bodyLimit?: number } {
  return path === PATH ? { bodyLimit: ROAD_IMPORT_MAX.bytes } : {};
}

/** Whether a body's shape is the route's own matter: it reads no names but those it knows. */
export function isMap(path: string | undefined): boolean {
  return path === PATH;
}
