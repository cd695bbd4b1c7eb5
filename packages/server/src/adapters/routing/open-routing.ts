import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import type { Routing } from '../../ports/routing.ts';
import { RoadRouting } from './road-routing.ts';
import { straightLine } from './straight-line.ts';

/** Ways by the server at ROUTING_URL; without one, straight lines. */
export function openRouting(url: string | undefined, clock: Clock, log: Log): Routing {
  return url === undefined ? straightLine : new RoadRouting({ url, clock, log });
}
