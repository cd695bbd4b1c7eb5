import type { Geofence } from '@waycast/contract';
import { describe, expect, test } from 'vitest';
import { draftOf, fromDrawing, newDraft, resized, staying, toDrawing } from '../src/geofences/draft.ts';

const place = (latitude: number, longitude: number) => ({ latitude, longitude });
const SHAPES: Geofence['shape'][] = [
  { type: 'circle', center: place(52.66, -8.63), radiusM: 120 },
  { type: 'corridor', line: [place(1, 2), place(3, 4.1234567)], widthM: 60 },
  { type: 'polygon', outer: [place(0, 0), place(0, 1), place(1, 1)] },
];

describe('a draft', () => {
  test.each(SHAPES)('of a $type is drawn as it is, and read back', (shape) => {
    const drawing = toDrawing(shape);
    if (drawing === undefined) throw new Error('It has a drawing.');
    const draft = draftOf({ id: 'a', name: 'A', shape, dwellS: 90, appliesTo: null, changedAt: '' });
    expect(fromDrawing(drawing, draft.sizeM)).toEqual(shape);
    expect(draft).toMatchObject({ kind: shape.type, dwellMin: 1.5 });
  });

  test('of a polygon with holes has no drawing: corners of holes cannot be dragged', () => {
    const [, , polygon] = SHAPES;
    if (polygon?.type !== 'polygon') throw new Error('It is a polygon.');
    expect(toDrawing({ ...polygon, holes: [polygon.outer] })).toBeUndefined();
  });

  test('drawn beyond the 180th meridian has longitudes that there are', () => {
    expect(fromDrawing({ type: 'Point', coordinates: [181.5, 10] }, 50)).toMatchObject({
      center: place(10, -178.5),
    });
  });

  test('keeps a stay to the second unless other minutes are said', () => {
    const shape = SHAPES[0] as Geofence['shape'];
    const draft = draftOf({ id: 'a', name: 'A', shape, dwellS: 100, appliesTo: null, changedAt: '' });
    expect(draft).toMatchObject({ dwellS: 100, dwellMin: 1.7 });
    expect(staying(draft, 1.25)).toMatchObject({ dwellS: 75, dwellMin: 1.25 });
    expect(staying(draft, null)).toMatchObject({ dwellS: null, dwellMin: null });
  });

  test('changes its radius or width, and nothing else', () => {
    const [circle, corridor, polygon] = SHAPES;
    expect(resized(circle ?? null, 99)).toMatchObject({ radiusM: 99 });
    expect(resized(corridor ?? null, 99)).toMatchObject({ widthM: 99 });
    expect(resized(polygon ?? null, 99)).toBe(polygon);
    expect(resized(newDraft('circle').shape, 99)).toBeNull();
  });
});
