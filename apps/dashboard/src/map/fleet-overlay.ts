import type { Map as MapLibre } from 'maplibre-gl';
import type { FleetStore, Vehicle } from '../fleet/fleet-store.ts';
import { cameraOf, DIRECTION_RADIUS_PX, frameIntervalMs, markerRadius } from './camera.ts';
import { createLabelPainter } from './label-painter.ts';
import { createMarkerBuffer, fillMarkers, type MarkerMoment } from './marker-buffer.ts';
import { createMarkerPainter, type MarkerPainter } from './marker-painter.ts';
import { type Palette, readPalette } from './palette.ts';
import { vehicleAt } from './picking.ts';

/*
 * Vehicles are drawn on canvases of their own above the map: while they move, the map below is not painted again.
 * Positions go to the graphics card when a fix arrives; between fixes only the time changes.
 */

export interface FleetOverlayOptions {
  readonly map: MapLibre;
  readonly store: FleetStore;
  /** The server's time, for ages. */
  readonly serverNow: () => number;
  readonly reportIntervalMs: () => number;
}

export interface FleetOverlay {
  select(id: string | undefined): void;
  /** Reads the colours again. */
  refreshPalette(): void;
  vehicleAt(x: number, y: number): Vehicle | undefined;
  destroy(): void;
}

/** Ages change without news: states are judged again this often. */
const JUDGE_EVERY_MS = 1000;
const FINGER_PX = 18;
/** Two frames of a usual screen: pauses shorter than this are not worth a timer. */
const FRAME_MS = 33;
/** Refill once the map has moved this far: 32 bits hold a tenth of a pixel up to about a million. */
const ORIGIN_REACH_PX = 300_000;

export function createFleetOverlay({ map, store, serverNow, reportIntervalMs }: FleetOverlayOptions): FleetOverlay {
  const container = map.getCanvasContainer();
  const markers = addCanvas(container);
  const names = addCanvas(container);
  const gl = markers.getContext('webgl2', { antialias: false, premultipliedAlpha: true });
  const context = names.getContext('2d');
  if (gl === null || context === null) throw new Error('This browser has no WebGL 2, which the map needs.');
  const labels = createLabelPainter(context);
  const buffer = createMarkerBuffer();
  const frames = { painted: 0, workMs: 0, worstMs: 0 };
  let painter: MarkerPainter = createMarkerPainter(gl);
  let palette: Palette = readPalette();
  let selectedId: string | undefined;
  let filledRevision = -1;
  let filledAtMs = -Infinity;
  let frame = 0;
  let pause: ReturnType<typeof setTimeout> | undefined;
  painter.setPalette(palette);

  function refill(pageMs: number, origin: readonly [number, number]): void {
    const moment: MarkerMoment = { pageMs, serverMs: serverNow(), reportIntervalMs: reportIntervalMs(), selectedId };
    fillMarkers(buffer, store, origin, moment);
    painter.upload(buffer);
    filledRevision = store.revision;
    filledAtMs = pageMs;
  }

  function paint(): void {
    const startedMs = performance.now();
    const pageMs = startedMs;
    const camera = cameraOf(map);
    const pixelRatio = window.devicePixelRatio;
    fitCanvas(markers, camera.width, camera.height, pixelRatio);
    fitCanvas(names, camera.width, camera.height, pixelRatio);
    const middle = [camera.left + camera.width / 2 / camera.worldSize, camera.top + camera.height / 2 / camera.worldSize] as const;
    const strayedPx = Math.hypot(middle[0] - buffer.originX, middle[1] - buffer.originY) * camera.worldSize;
    const due = pageMs - filledAtMs >= JUDGE_EVERY_MS || strayedPx > ORIGIN_REACH_PX;
    if (due || filledRevision !== store.revision) refill(pageMs, middle);
    const radiusPx = markerRadius(map.getZoom(), store.size);
    const directions = radiusPx >= DIRECTION_RADIUS_PX;
    const dim = selectedId === undefined ? 1 : 0.75;
    painter.paint(buffer, { camera, pageMs, radiusPx, pixelRatio, directions, dim });
    labels.paint({ store, camera, palette, pageMs, radiusPx, pixelRatio, selectedId });
    const workMs = performance.now() - startedMs;
    frames.painted += 1;
    frames.workMs += workMs;
    frames.worstMs = Math.max(frames.worstMs, workMs);
  }

  function request(): void {
    if (frame !== 0) return;
    frame = requestAnimationFrame(() => {
      frame = 0;
      paint();
      if (performance.now() < store.glidesUntilMs) requestLater(frameIntervalMs(cameraOf(map)));
    });
  }

  function requestLater(afterMs: number): void {
    clearTimeout(pause);
    if (afterMs <= FRAME_MS) request();
    else pause = setTimeout(request, afterMs);
  }

  const unwatch = store.watch(request);
  const judge = setInterval(() => {
    // Read by whoever measures: how many frames were painted so far, and for how long the page worked on them.
    markers.dataset['frames'] = `${frames.painted} ${frames.workMs.toFixed(1)} ${frames.worstMs.toFixed(1)}`;
    request();
  }, JUDGE_EVERY_MS);
  // In the same frame as the map, or vehicles would swim while it is dragged.
  map.on('render', paint);
  const stopRestoring = restoreContext(markers, () => {
    painter = createMarkerPainter(gl);
    painter.setPalette(palette);
    filledRevision = -1;
    request();
  });

  return {
    select(id) {
      selectedId = id;
      filledRevision = -1;
      request();
    },
    refreshPalette() {
      palette = readPalette();
      painter.setPalette(palette);
      request();
    },
    vehicleAt: (x, y) => vehicleAt(store, cameraOf(map), x, y, FINGER_PX, performance.now()),
    destroy() {
      unwatch();
      clearInterval(judge);
      cancelAnimationFrame(frame);
      clearTimeout(pause);
      map.off('render', paint);
      stopRestoring();
      painter.destroy();
      markers.remove();
      names.remove();
    },
  };
}

function addCanvas(container: HTMLElement): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.setAttribute('aria-hidden', 'true');
  Object.assign(canvas.style, { position: 'absolute', inset: '0', width: '100%', height: '100%', pointerEvents: 'none' });
  container.append(canvas);
  return canvas;
}

function fitCanvas(canvas: HTMLCanvasElement, width: number, height: number, pixelRatio: number): void {
  const [w, h] = [Math.round(width * pixelRatio), Math.round(height * pixelRatio)];
  if (canvas.width !== w) canvas.width = w;
  if (canvas.height !== h) canvas.height = h;
}

/** A phone takes the graphics card away from a page in the background; everything on it must be made again. */
function restoreContext(canvas: HTMLCanvasElement, restore: () => void): () => void {
  const lost = (event: Event): void => event.preventDefault();
  canvas.addEventListener('webglcontextlost', lost);
  canvas.addEventListener('webglcontextrestored', restore);
  return () => {
    canvas.removeEventListener('webglcontextlost', lost);
    canvas.removeEventListener('webglcontextrestored', restore);
  };
}
