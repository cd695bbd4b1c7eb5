import { boundsOf } from '../bounding-box.ts';
import type { LatLng } from '../position.ts';
import { arrange, type Stretch } from './arrangement.ts';
import { findFaces } from './faces.ts';
import { fillLand, planGreens } from './land.ts';
import { drawOutline } from './outline.ts';
import { placeLandmarks, placeShops, placeStops } from './places.ts';
import { createProjection, type Point, type Projection } from './plane.ts';
import { prune } from './prune.ts';
import { createRandom } from './random.ts';
import { createRoadGraph, type RoadGraph } from './road-graph.ts';
import { drawStreetLines } from './street-lines.ts';
import { nameStreets, type Street } from './streets.ts';
import type { Town } from './town.ts';
import { areaFeatures, blockFeatures, buildingFeatures, streetFeatures } from './town-features.ts';

/** The seed of the demo: dashboard and simulator get the same town with it. */
export const DEMO_TOWN_SEED = 304;
/** In the open Atlantic, where no real vehicle is ever drawn over streets that do not exist. */
const DEMO_TOWN_CENTER: LatLng = { latitude: 48.2, longitude: -16.4 };

/**
 * Generates a town around `center` from a seed: the same arguments give the same town, to the last digit.
 * Takes some 100 ms, so keep the result.
 */
export function createTown(seed: number = DEMO_TOWN_SEED, center: LatLng = DEMO_TOWN_CENTER): Town {
  const random = createRandom(seed);
  const outline = drawOutline(random);
  const greens = planGreens(outline, random);
  const plan = arrange(drawStreetLines(outline, random));
  const network = dropUnusedNodes(plan.nodes, prune(plan, outline, greens, random));
  const streets = nameStreets(network.nodes, network.stretches, outline, random);
  const land = fillLand(findFaces(network.nodes, network.stretches), greens, outline, random);
  const projection = createProjection(center);
  const graph = toGraph(network.nodes, streets, projection);
  const landmarks = land.landmarks.map(({ at, ...rest }) => ({ ...rest, ...projection.position(at) }));
  return {
    name: 'Arraford',
    seed,
    center,
    bounds: boundsOf(outline.ring.map(projection.position)) ?? [0, 0, 0, 0],
    streets: streetFeatures(streets, network.nodes, projection),
    water: areaFeatures(land.water, projection),
    parks: areaFeatures(land.parks, projection),
    blocks: blockFeatures(land.blocks, projection),
    buildings: buildingFeatures(land.buildings, projection),
    places: [...placeLandmarks(graph, landmarks), ...placeShops(graph, random), ...placeStops(graph)],
    graph,
  };
}

interface Network {
  readonly nodes: readonly Point[];
  readonly stretches: readonly Stretch[];
}

function dropUnusedNodes(nodes: readonly Point[], stretches: readonly Stretch[]): Network {
  const ids = new Map<number, number>();
  const renumber = (id: number): number => {
    const known = ids.get(id) ?? ids.size;
    ids.set(id, known);
    return known;
  };
  const renumbered = stretches.map(({ from, to, line }) => ({
    from: renumber(from),
    to: renumber(to),
    line,
  }));
  return { nodes: [...ids.keys()].map((id) => nodes[id] ?? { x: 0, y: 0 }), stretches: renumbered };
}

function toGraph(nodes: readonly Point[], streets: readonly Street[], projection: Projection): RoadGraph {
  const stretches = streets.flatMap(({ name, roadClass, nodeIds }) =>
    nodeIds.slice(1).map((to, i) => ({ from: nodeIds[i] ?? to, to, roadClass, name })),
  );
  return createRoadGraph(nodes.map(projection.position), stretches);
}
