import { boundsOf, createFence, type FenceShape, type LatLng } from '@waycast/geo';
import type { Map as MapLibre } from 'maplibre-gl';
import { useEffect, useMemo, useRef } from 'react';
import { fitBox } from '../map/camera.ts';
import {
  addFenceLayers,
  type DrawnFence,
  fenceAt,
  paintFenceLayers,
  showChosenFence,
  showFences,
} from '../map/fence-layers.ts';
import { MapFrame } from '../map/map-frame.tsx';
import { readPalette } from '../map/palette.ts';
import { useBareMap } from '../map/use-bare-map.ts';
import { useBaseStyle } from '../map/use-base-style.ts';
import type { Padding } from '../map/use-camera-moves.ts';
import { openingBox } from '../map/view.ts';
import { useTheme } from '../shell/theme.ts';
import { type Draft, type Drawing, toDrawing } from './draft.ts';
import { DrawingBoard } from './drawing-board.ts';

export interface FenceMapProps {
  readonly fences: readonly DrawnFence[];
  readonly draft: Draft | null;
  readonly padding: Padding;
  /** Where to open while there is no fence. */
  readonly around?: readonly LatLng[];
  readonly onDrawn: (drawing: Drawing) => void;
  readonly onChoose: (id: string) => void;
}

/** The map of fences, on which one is drawn or changed at a time. */
export function FenceMap({ fences, draft, padding, around, onDrawn, onChoose }: FenceMapProps) {
  const container = useRef<HTMLDivElement>(null);
  const map = useBareMap(container);
  const theme = useTheme();
  const { problem, styleRevision } = useBaseStyle(map, theme);
  const ready = map !== undefined && styleRevision > 0;
  const { top, right, bottom, left } = padding;

  useEffect(() => {
    map?.setPadding({ top, right, bottom, left });
  }, [map, top, right, bottom, left]);
  useEffect(() => {
    void theme;
    void styleRevision;
    if (!ready) return;
    addFenceLayers(map, readPalette());
    paintFenceLayers(map, readPalette());
  }, [ready, map, styleRevision, theme]);
  useFences(ready ? map : undefined, styleRevision, fences, draft);
  useBoard(ready ? map : undefined, styleRevision, draft, onDrawn);
  useOpening(ready ? map : undefined, fences, draft);
  useAround(ready && fences.length === 0 ? map : undefined, around);
  useClicks(map, draft === null, onChoose);

  return <MapFrame container={container} label="Map of fences" problem={problem} />;
}

const NEW = ' new';

/** The draft stands for the fence that it changes; while it is dragged, the others are not built again. */
function useFences(
  map: MapLibre | undefined,
  styleRevision: number,
  fences: readonly DrawnFence[],
  draft: Draft | null,
): void {
  const [open, id, shape] = [draft !== null, draft?.id, draft?.shape ?? null];
  const others = useMemo(
    () => (open ? fences.filter((fence) => fence.id !== id) : fences),
    [fences, open, id],
  );
  useEffect(() => {
    void styleRevision;
    if (map !== undefined) showFences(map, others);
  }, [map, styleRevision, others]);
  useEffect(() => {
    void styleRevision;
    void others;
    if (map !== undefined && shape !== null) showChosenFence(map, { id: id ?? NEW, shape });
  }, [map, styleRevision, others, id, shape]);
}

/** A style of its own throws away what was drawn on the one before. */
function useBoard(
  map: MapLibre | undefined,
  styleRevision: number,
  draft: Draft | null,
  onDrawn: (drawing: Drawing) => void,
): void {
  const board = useRef<DrawingBoard>(undefined);
  const tell = useRef(onDrawn);
  tell.current = onDrawn;
  const current = useRef(draft);
  current.current = draft;
  useEffect(() => {
    void styleRevision;
    if (map === undefined) return undefined;
    const created = new DrawingBoard(map, readPalette(), (drawing) => tell.current(drawing));
    board.current = created;
    return () => {
      created.close();
      board.current = undefined;
    };
  }, [map, styleRevision]);

  // Another draft, not another state of the same: that came from the board itself.
  const [id, kind, open] = [draft?.id, draft?.kind, draft !== null];
  useEffect(() => {
    void styleRevision;
    void id;
    if (map === undefined || board.current === undefined) return;
    const shape = current.current?.shape ?? null;
    if (!open || kind === undefined) return board.current.clear();
    if (shape === null) return board.current.begin(kind);
    const drawing = toDrawing(shape);
    if (drawing === undefined) board.current.clear();
    else board.current.show(kind, drawing);
  }, [map, styleRevision, id, kind, open]);
}

const MOVE_MS = 600;

/** Shows all fences once they are there, and each fence that is opened. */
function useOpening(map: MapLibre | undefined, fences: readonly DrawnFence[], draft: Draft | null): void {
  const opened = useRef(false);
  const show = useRef<(shapes: readonly FenceShape[], animate: boolean) => void>(() => undefined);
  show.current = (shapes, animate) => {
    const box = boundsOf(shapes.flatMap((shape) => cornersOf(shape)));
    if (map === undefined || box === undefined) return;
    fitBox(map, box, { padding: 64, maxZoom: 16, animate, duration: MOVE_MS });
  };
  useEffect(() => {
    if (map === undefined || opened.current || fences.length === 0) return;
    opened.current = true;
    show.current(
      fences.map(({ shape }) => shape),
      false,
    );
  }, [map, fences]);
  const id = draft?.id;
  const shape = useRef(draft?.shape);
  shape.current = draft?.shape;
  useEffect(() => {
    if (id !== undefined && shape.current) show.current([shape.current], true);
  }, [id]);
}

function cornersOf(shape: FenceShape) {
  const [west, south, east, north] = createFence(shape).box;
  return [
    { latitude: south, longitude: west },
    { latitude: north, longitude: east },
  ];
}

/** Opens where something is, once, before there is a fence. */
function useAround(map: MapLibre | undefined, around: readonly LatLng[] | undefined): void {
  const places = useRef(around);
  places.current = around;
  useEffect(() => {
    const box = openingBox(places.current ?? []);
    if (map !== undefined && box !== undefined)
      fitBox(map, box, { padding: 48, maxZoom: 14, animate: false });
  }, [map]);
}

/** A click opens the fence under it, unless one is being drawn. */
function useClicks(map: MapLibre | undefined, free: boolean, onChoose: (id: string) => void): void {
  const choose = useRef(onChoose);
  choose.current = onChoose;
  useEffect(() => {
    if (map === undefined || !free) return undefined;
    const clicked = map.on('click', ({ point }) => {
      const id = fenceAt(map, point);
      if (id !== undefined) choose.current(id);
    });
    return () => clicked.unsubscribe();
  }, [map, free]);
}
