import type { RouteDefinition } from '@waycast/contract';
import { CSV_BODY } from './csv-body.ts';
import { JSON_BODY } from './json-body.ts';
import { MAP_BODY } from './map-body.ts';
import type { TakenBody } from './taken-body.ts';
import { ZIP_BODY } from './zip-body.ts';

const BODIES: readonly TakenBody[] = [JSON_BODY, CSV_BODY, ZIP_BODY, MAP_BODY];

/** What a route takes as a body, by its definition. Throws for one that nothing here reads. */
export function bodyOfRoute({
  path,
  bodyType = 'application/json',
  bodyTypes = [bodyType],
}: RouteDefinition): TakenBody {
  const wanted = bodyTypes.join(', ');
  const body = BODIES.find(({ types }) => types.join(', ') === wanted);
  if (body === undefined) throw new Error(`${path} takes ${wanted}, which nothing reads`);
  return body;
}
