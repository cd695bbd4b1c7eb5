import type { Stretch } from './arrangement.ts';
import { type Point, signedArea } from './plane.ts';

/** The bounded areas between streets, each as an anticlockwise ring (not repeating its first point). */
export function findFaces(nodes: readonly Point[], stretches: readonly Stretch[]): Point[][] {
  const around = neighboursByAngle(nodes, stretches);
  const walked = new Set<string>();
  const faces: Point[][] = [];
  for (const { from, to } of stretches) {
    for (const [a, b] of [
      [from, to],
      [to, from],
    ] as const) {
      if (walked.has(`${a} ${b}`)) continue;
      const ring = withoutSpurs(walkFace(a, b, around, walked)).map((id) => nodes[id] ?? { x: 0, y: 0 });
      if (ring.length >= 3 && signedArea(ring) > 0) faces.push(ring);
    }
  }
  return faces;
}

/** For each node its neighbours, anticlockwise. */
function neighboursByAngle(nodes: readonly Point[], stretches: readonly Stretch[]): Map<number, number[]> {
  const around = new Map<number, number[]>();
  const add = (a: number, b: number): unknown => around.set(a, [...(around.get(a) ?? []), b]);
  for (const { from, to } of stretches) {
    add(from, to);
    add(to, from);
  }
  for (const [id, ids] of around) {
    const here = nodes[id] ?? { x: 0, y: 0 };
    const angle = (other: number): number => {
      const there = nodes[other] ?? here;
      return Math.atan2(there.y - here.y, there.x - here.x);
    };
    ids.sort((a, b) => angle(a) - angle(b));
  }
  return around;
}

/** Always turns as far left as it can, until it is back at its first stretch. */
function walkFace(
  start: number,
  second: number,
  around: Map<number, number[]>,
  walked: Set<string>,
): number[] {
  const ring: number[] = [];
  let [from, to] = [start, second];
  while (!walked.has(`${from} ${to}`)) {
    walked.add(`${from} ${to}`);
    ring.push(from);
    const ids = around.get(to) ?? [];
    const back = ids.indexOf(from);
    const next = ids[(back - 1 + ids.length) % ids.length] ?? from;
    [from, to] = [to, next];
  }
  return ring;
}

/** A dead end inside a face is walked in and out again: a, b, a. */
function withoutSpurs(ring: readonly number[]): number[] {
  const kept = [...ring];
  for (let i = 0; i < kept.length && kept.length > 2; ) {
    const before = kept[(i - 1 + kept.length) % kept.length];
    const after = kept[(i + 1) % kept.length];
    if (before !== after) {
      i++;
      continue;
    }
    const next = (i + 1) % kept.length;
    for (const index of [i, next].sort((a, b) => b - a)) kept.splice(index, 1);
    i = Math.max(0, i - 2);
  }
  return kept;
}
