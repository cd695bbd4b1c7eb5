import { distanceM } from './distance.ts';
import { interpolate } from './polyline.ts';
import type { LatLng } from './position.ts';

/**
 * Cuts a line into pieces of equal length, none longer than `maxM`; neighbours have the vertex between them in common.
 * One piece where the line is short enough. Throws RangeError unless `maxM` is above 0.
 */
export function cutLine(line: readonly LatLng[], maxM: number): LatLng[][] {
  if (!(maxM > 0)) throw new RangeError(`Pieces of ${maxM} m: more than 0 is accepted.`);
  const lengths = line.slice(1).map((to, index) => distanceM(line[index] ?? to, to));
  const totalM = lengths.reduce((sum, length) => sum + length, 0);
  const pieces = Math.max(1, Math.ceil(totalM / maxM - 1e-9));
  const first = line[0];
  if (first === undefined || pieces === 1) return [[...line]];
  const cut: LatLng[][] = [];
  let piece: LatLng[] = [first];
  let doneM = 0;
  for (const [index, length] of lengths.entries()) {
    const [from = first, to = first] = [line[index], line[index + 1]];
    for (;;) {
      const borderM = ((cut.length + 1) / pieces) * totalM;
      if (cut.length === pieces - 1 || borderM >= doneM + length - 1e-6) break;
      const place = borderM - doneM <= 1e-6 ? from : interpolate(from, to, (borderM - doneM) / length);
      if (place !== from) piece.push(place);
      cut.push(piece);
      piece = [place];
    }
    piece.push(to);
    doneM += length;
  }
  cut.push(piece);
  return cut;
}
