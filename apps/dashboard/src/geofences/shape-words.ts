import type { ShapeKind } from './draft.ts';

export const SHAPE_WORDS: Readonly<Record<ShapeKind, string>> = {
  circle: 'Circle',
  polygon: 'Area',
  corridor: 'Corridor',
};
