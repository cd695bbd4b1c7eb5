import type { FleetStore, Vehicle } from '../fleet/fleet-store.ts';
import { shownAt } from '../fleet/glide.ts';
import { shortId } from '../words/short-id.ts';
import { toScreen } from './camera.ts';
import type { Camera } from './marker-painter.ts';
import type { Palette } from './palette.ts';

const LABELS_MAX = 80;
/** More vehicles in view than this, and names would cover what they name. */
const IN_VIEW_MAX = 220;
const LETTERS_MAX = 22;
const HEIGHT_PX = 18;
const CHOOSE_EVERY_MS = 400;
const FONT = '600 12px "Inter Variable", system-ui, sans-serif';

export interface LabelPainter {
  paint(options: LabelOptions): void;
}

export interface LabelOptions {
  readonly store: FleetStore;
  readonly camera: Camera;
  readonly palette: Palette;
  readonly pageMs: number;
  readonly radiusPx: number;
  readonly pixelRatio: number;
  readonly selectedId: string | undefined;
  readonly shown: (vehicle: Vehicle) => boolean;
}

/** Writes names beside vehicles on a 2D canvas over the markers: few enough not to overlap. */
export function createLabelPainter(context: CanvasRenderingContext2D): LabelPainter {
  let chosen: Vehicle[] = [];
  let chosenAtMs = -Infinity;
  return {
    paint(options) {
      const { camera, pixelRatio, pageMs } = options;
      context.setTransform(pixelRatio, 0, 0, pixelRatio, 0, 0);
      context.clearRect(0, 0, camera.width, camera.height);
      context.font = FONT;
      context.textBaseline = 'middle';
      if (pageMs - chosenAtMs > CHOOSE_EVERY_MS) {
        chosen = chooseLabels(context, options);
        chosenAtMs = pageMs;
      }
      for (const vehicle of chosen) paintLabel(context, vehicle, options);
    },
  };
}

/** The selected vehicle's label, then others from the top left while there is room. */
function chooseLabels(context: CanvasRenderingContext2D, options: LabelOptions): Vehicle[] {
  const { store, camera, pageMs, radiusPx, selectedId, shown } = options;
  const selected = selectedId === undefined ? undefined : store.get(selectedId);
  const inView: { vehicle: Vehicle; x: number; y: number }[] = [];
  for (const vehicle of store.all()) {
    const [x, y] = toScreen(camera, shownAt(vehicle.glide, pageMs));
    if (x < -20 || y < -20 || x > camera.width + 20 || y > camera.height + 20 || !shown(vehicle)) continue;
    inView.push({ vehicle, x, y });
    if (inView.length > IN_VIEW_MAX) return selected === undefined ? [] : [selected];
  }
  const markers = inView.map(({ x, y }) => around(x, y, radiusPx));
  const taken: Box[] = [];
  const labelled = inView
    .sort((a, b) => Number(b.vehicle === selected) - Number(a.vehicle === selected))
    .filter(({ vehicle, x, y }) => {
      const width = context.measureText(labelOf(vehicle)).width;
      const left = x + radiusPx * 1.7 + 2;
      const box = { left, right: left + width + 6, top: y - HEIGHT_PX / 2, bottom: y + HEIGHT_PX / 2 };
      const covers = (other: Box): boolean => overlap(box, other);
      if (vehicle !== selected && (taken.length >= LABELS_MAX || taken.some(covers) || markers.some(covers)))
        return false;
      taken.push(box);
      return true;
    });
  return labelled.map(({ vehicle }) => vehicle);
}

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

function around(x: number, y: number, radius: number): Box {
  return { left: x - radius, right: x + radius, top: y - radius, bottom: y + radius };
}

function overlap(a: Box, b: Box): boolean {
  return a.left < b.right && a.right > b.left && a.top < b.bottom && a.bottom > b.top;
}

function labelOf({ name }: Vehicle): string {
  return shortId(name, LETTERS_MAX);
}

function paintLabel(context: CanvasRenderingContext2D, vehicle: Vehicle, options: LabelOptions): void {
  const { camera, palette, pageMs, radiusPx, selectedId } = options;
  const [x, y] = toScreen(camera, shownAt(vehicle.glide, pageMs));
  const text = labelOf(vehicle);
  const isSelected = vehicle.id === selectedId;
  const left = x + radiusPx * (isSelected ? 2.7 : 1.7) + 4;
  if (isSelected) {
    const width = context.measureText(text).width + 12;
    context.fillStyle = palette.accent;
    context.beginPath();
    context.roundRect(left - 2, y - 11, width, 22, 6);
    context.fill();
    context.fillStyle = palette.surface;
    context.fillText(text, left + 4, y + 0.5);
    return;
  }
  context.lineWidth = 3;
  context.lineJoin = 'round';
  context.strokeStyle = palette.labelHalo;
  context.strokeText(text, left, y + 0.5);
  context.fillStyle = palette.ink;
  context.fillText(text, left, y + 0.5);
}
