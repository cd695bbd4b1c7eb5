import type { Map as MapLibre } from 'maplibre-gl';
import type { FleetStore, Vehicle } from '../fleet/fleet-store.ts';
import { cameraOf, DIRECTION_RADIUS_PX, frameIntervalMs, markerRadius } from './camera.ts';
import { createLabelPainter, type LabelPainter } from './label-painter.ts';
import { createMarkerBuffer, fillMarkers, type Look, lookOf } from './marker-buffer.ts';
import { type Camera, createMarkerPainter, type MarkerPainter } from './marker-painter.ts';
import { addCanvas, fitCanvas, restoreContext } from './overlay-canvas.ts';
import { type Palette, readPalette } from './palette.ts';
import { vehicleAt } from './picking.ts';

export interface FleetOverlayOptions {
  readonly map: MapLibre;
  readonly store: FleetStore;
  /** The server's time, for ages. */
  readonly serverNow: () => number;
  readonly reportIntervalMs: () => number;
  /** How vehicles look, where that is not by their positions alone. */
  readonly look?: Look;
}

/** Ages change without news: states are judged again this often. */
const JUDGE_EVERY_MS = 1000;
const FINGER_PX = 18;
/** Two frames of a usual screen: pauses shorter than this are not worth a timer. */
const FRAME_MS = 33;
/** Refill once the map has moved this far: 32 bits hold a tenth of a pixel up to about a million. */
const ORIGIN_REACH_PX = 300_000;
/** How much of the others remains beside a selected vehicle. */
const DIMMED = 0.75;

/**
 * Vehicles, drawn on canvases of their own above the map: while they move, the map below is not painted again.
 * Positions go to the graphics card when a fix arrives; between fixes only the time changes.
 */
export class FleetOverlay {
  readonly #options: FleetOverlayOptions;
  readonly #markers: HTMLCanvasElement;
  readonly #names: HTMLCanvasElement;
  readonly #gl: WebGL2RenderingContext;
  readonly #labels: LabelPainter;
  readonly #buffer = createMarkerBuffer();
  readonly #frames = { painted: 0, workMs: 0, worstMs: 0 };
  readonly #closers: (() => void)[] = [];
  #painter: MarkerPainter;
  #palette: Palette = readPalette();
  #selectedId: string | undefined;
  #filledRevision = -1;
  #filledAtMs = Number.NEGATIVE_INFINITY;
  #frame = 0;
  #pause: ReturnType<typeof setTimeout> | undefined;

  constructor(options: FleetOverlayOptions) {
    const container = options.map.getCanvasContainer();
    this.#options = options;
    this.#markers = addCanvas(container);
    this.#names = addCanvas(container);
    const gl = this.#markers.getContext('webgl2', { antialias: false, premultipliedAlpha: true });
    const context = this.#names.getContext('2d');
    if (gl === null || context === null) throw new Error('This browser has no WebGL 2, which the map needs.');
    this.#gl = gl;
    this.#labels = createLabelPainter(context);
    this.#painter = createMarkerPainter(gl);
    this.#painter.setPalette(this.#palette);
    this.#start();
  }

  select(id: string | undefined): void {
    this.#selectedId = id;
    this.#refillSoon();
  }

  /** Reads the page's colours again. */
  refreshPalette(): void {
    this.#palette = readPalette();
    this.#painter.setPalette(this.#palette);
    this.#request();
  }

  /** The vehicle drawn at a point of the map, within a finger's reach. */
  vehicleAt(x: number, y: number): Vehicle | undefined {
    const shown = (vehicle: Vehicle): boolean => lookOf(vehicle, this.#judging()) !== null;
    return vehicleAt(this.#options.store, cameraOf(this.#options.map), {
      x,
      y,
      reachPx: FINGER_PX,
      pageMs: performance.now(),
      shown,
    });
  }

  destroy(): void {
    for (const close of this.#closers) close();
    cancelAnimationFrame(this.#frame);
    clearTimeout(this.#pause);
    this.#painter.destroy();
    this.#markers.remove();
    this.#names.remove();
  }

  #start(): void {
    const { map, store } = this.#options;
    const judge = setInterval(() => {
      // Read by whoever measures: how many frames were painted so far, and for how long the page worked on them.
      const { painted, workMs, worstMs } = this.#frames;
      this.#markers.dataset['frames'] = `${painted} ${workMs.toFixed(1)} ${worstMs.toFixed(1)}`;
      this.#request();
    }, JUDGE_EVERY_MS);
    // In the same frame as the map, or vehicles would swim while it is dragged.
    const rendered = map.on('render', () => this.#paint());
    this.#closers.push(
      () => clearInterval(judge),
      () => rendered.unsubscribe(),
      store.watch(() => this.#request()),
      restoreContext(this.#markers, () => {
        this.#painter = createMarkerPainter(this.#gl);
        this.#painter.setPalette(this.#palette);
        this.#refillSoon();
      }),
    );
  }

  #refillSoon(): void {
    this.#filledRevision = -1;
    this.#request();
  }

  #request(): void {
    if (this.#frame !== 0) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      this.#paint();
      if (performance.now() < this.#options.store.glidesUntilMs) this.#requestLater();
    });
  }

  #requestLater(): void {
    const afterMs = frameIntervalMs(cameraOf(this.#options.map));
    clearTimeout(this.#pause);
    if (afterMs <= FRAME_MS) this.#request();
    else this.#pause = setTimeout(() => this.#request(), afterMs);
  }

  #paint(): void {
    const pageMs = performance.now();
    const { map, store } = this.#options;
    const camera = cameraOf(map);
    const pixelRatio = window.devicePixelRatio;
    for (const canvas of [this.#markers, this.#names])
      fitCanvas(canvas, camera.width, camera.height, pixelRatio);
    this.#fill(camera, pageMs);
    const radiusPx = markerRadius(map.getZoom(), store.size);
    const selectedId = this.#selectedId;
    this.#painter.paint(this.#buffer, {
      camera,
      pageMs,
      radiusPx,
      pixelRatio,
      directions: radiusPx >= DIRECTION_RADIUS_PX,
      dim: selectedId === undefined ? 1 : DIMMED,
    });
    const labels = { store, camera, palette: this.#palette, pageMs, radiusPx, pixelRatio, selectedId };
    const judging = this.#judging();
    this.#labels.paint({ ...labels, shown: (vehicle) => lookOf(vehicle, judging) !== null });
    this.#count(performance.now() - pageMs);
  }

  /** Brings the buffer up to date when there is news, when ages are to be judged again, or when the map moved far. */
  #fill(camera: Camera, pageMs: number): void {
    const { store } = this.#options;
    const x = camera.left + camera.width / 2 / camera.worldSize;
    const y = camera.top + camera.height / 2 / camera.worldSize;
    const strayedPx = Math.hypot(x - this.#buffer.originX, y - this.#buffer.originY) * camera.worldSize;
    const due = pageMs - this.#filledAtMs >= JUDGE_EVERY_MS || strayedPx > ORIGIN_REACH_PX;
    if (!due && this.#filledRevision === store.revision) return;
    const moment = { pageMs, ...this.#judging() };
    fillMarkers(this.#buffer, store, [x, y], { ...moment, selectedId: this.#selectedId });
    this.#painter.upload(this.#buffer);
    this.#filledRevision = store.revision;
    this.#filledAtMs = pageMs;
  }

  #judging() {
    const { serverNow, reportIntervalMs, look } = this.#options;
    return { serverMs: serverNow(), reportIntervalMs: reportIntervalMs(), look };
  }

  #count(workMs: number): void {
    this.#frames.painted += 1;
    this.#frames.workMs += workMs;
    this.#frames.worstMs = Math.max(this.#frames.worstMs, workMs);
  }
}
