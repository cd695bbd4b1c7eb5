import type { Stretch } from './arrangement.ts';
import type { Outline } from './outline.ts';
import { between, distanceToLine, type Point, ringContains } from './plane.ts';
import type { Random } from './random.ts';
import type { RoadClass } from './road-class.ts';
import type { StreetLine } from './street-lines.ts';
import { createStreetNames, type StreetNames } from './street-names.ts';

/** A named street: its nodes in order. Every stretch of the town belongs to exactly one. */
export interface Street {
  readonly name: string;
  readonly roadClass: RoadClass;
  readonly bridge: boolean;
  readonly nodeIds: readonly number[];
}

type Part = 'bridge' | 'country' | 'town';

interface Run {
  readonly line: StreetLine;
  readonly part: Part;
  readonly nodeIds: number[];
}

const LONG_RUN_NODES = 9;

/** Strings stretches together to streets and names them. */
export function nameStreets(
  nodes: readonly Point[],
  stretches: readonly Stretch[],
  outline: Outline,
  random: Random,
): Street[] {
  const names = createStreetNames(random);
  const runs = joinRuns(nodes, stretches, outline).flatMap(splitLong);
  const lineNames = new Map<string, string>();
  return runs.map((run) => ({
    name: nameOf(run, names, lineNames),
    roadClass: run.line.roadClass,
    bridge: run.part === 'bridge',
    nodeIds: run.nodeIds,
  }));
}

/** Stretches come in the order of their line: a gap, a bridge or the town's edge ends a run. */
function joinRuns(nodes: readonly Point[], stretches: readonly Stretch[], outline: Outline): Run[] {
  const runs: Run[] = [];
  for (const { from, to, line } of stretches) {
    const at = between(nodes[from] ?? { x: 0, y: 0 }, nodes[to] ?? { x: 0, y: 0 });
    const part = partOf(at, line, outline);
    const last = runs.at(-1);
    if (last !== undefined && last.line === line && last.part === part && last.nodeIds.at(-1) === from) {
      last.nodeIds.push(to);
    } else {
      runs.push({ line, part, nodeIds: [from, to] });
    }
  }
  return runs;
}

function partOf(at: Point, line: StreetLine, outline: Outline): Part {
  if (line.bridges && distanceToLine(at, outline.river) < 56) return 'bridge';
  return line.leavesTown && !ringContains(outline.ring, at) ? 'country' : 'town';
}

/** Long side streets change their name on the way, as they do. */
function splitLong(run: Run): Run[] {
  const { line, nodeIds } = run;
  if (nodeIds.length <= LONG_RUN_NODES || line.roadClass === 'trunk' || line.leavesTown) return [run];
  const middle = Math.floor(nodeIds.length / 2);
  return [
    { ...run, nodeIds: nodeIds.slice(0, middle + 1) },
    { ...run, nodeIds: nodeIds.slice(middle) },
  ].flatMap(splitLong);
}

function nameOf({ line, part }: Run, names: StreetNames, lineNames: Map<string, string>): string {
  if (part === 'bridge') return names.bridge();
  if (part === 'country') return names.countryRoad();
  if (line.name === 'ring') return 'Orbital Road';
  if (line.name === 'north quay') return 'North Quay';
  if (line.name === 'south quay') return 'South Quay';
  if (line.roadClass !== 'primary') return names.street(line.roadClass);
  const name = lineNames.get(line.name) ?? names.street('primary');
  lineNames.set(line.name, name);
  return name;
}
