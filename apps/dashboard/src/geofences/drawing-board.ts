import type { Map as MapLibre } from 'maplibre-gl';
import {
  type GeoJSONStoreFeatures,
  TerraDraw,
  TerraDrawLineStringMode,
  TerraDrawPointMode,
  TerraDrawPolygonMode,
  TerraDrawSelectMode,
} from 'terra-draw';
import { TerraDrawMapLibreGLAdapter } from 'terra-draw-maplibre-gl-adapter';
import type { Palette } from '../map/palette.ts';
import type { Drawing, ShapeKind } from './draft.ts';

const MODES: Readonly<Record<ShapeKind, 'point' | 'linestring' | 'polygon'>> = {
  circle: 'point',
  corridor: 'linestring',
  polygon: 'polygon',
};

/** What a hand does on the map: one shape at a time, drawn and then changed by its corners. */
export class DrawingBoard {
  readonly #draw: TerraDraw;
  #mapIsGone = false;

  /** Calls back whenever the shape is another. The map must have its style. */
  constructor(map: MapLibre, palette: Palette, onDrawn: (drawing: Drawing) => void) {
    this.#draw = new TerraDraw({
      adapter: new TerraDrawMapLibreGLAdapter({ map, coordinatePrecision: 9 }),
      modes: modesIn(palette),
    });
    this.#draw.start();
    map.once('remove', () => {
      this.#mapIsGone = true;
    });
    this.#draw.on('finish', (id, { action }) => {
      if (action === 'draw') this.#grasp(id);
      this.#tell(onDrawn);
    });
    this.#draw.on('change', () => {
      if (this.#draw.getMode() === 'select') this.#tell(onDrawn);
    });
  }

  /** Waits for the hand to draw a new shape. */
  begin(kind: ShapeKind): void {
    this.clear();
    this.#draw.setMode(MODES[kind]);
  }

  /** Shows a shape to be changed. */
  show(kind: ShapeKind, geometry: Drawing): void {
    this.clear();
    const feature = { type: 'Feature', geometry, properties: { mode: MODES[kind] } };
    const [added] = this.#draw.addFeatures([feature as GeoJSONStoreFeatures]);
    if (added?.id !== undefined && added.valid) this.#grasp(added.id);
  }

  clear(): void {
    this.#draw.setMode('static');
    this.#draw.clear();
  }

  close(): void {
    // It would take its layers off the map.
    if (!this.#mapIsGone) this.#draw.stop();
  }

  #grasp(id: string | number): void {
    this.#draw.setMode('select');
    this.#draw.selectFeature(id);
  }

  #tell(onDrawn: (drawing: Drawing) => void): void {
    const feature = this.#draw
      .getSnapshot()
      .find(({ properties }) => Object.values(MODES).some((mode) => mode === properties['mode']));
    if (feature !== undefined) onDrawn(feature.geometry as Drawing);
  }
}

function modesIn({ accent, halo }: Palette) {
  const line = asHex(accent);
  const rim = asHex(halo);
  const points = { pointColor: line, pointOutlineColor: rim, pointWidth: 7, pointOutlineWidth: 2 } as const;
  const area = { fillColor: line, fillOpacity: 0.12, outlineColor: line, outlineWidth: 2 } as const;
  const corners = { draggable: true, midpoints: true, deletable: true } as const;
  return [
    new TerraDrawPointMode({ styles: points }),
    new TerraDrawLineStringMode({
      styles: { lineStringColor: line, lineStringWidth: 3, closingPointColor: line },
    }),
    new TerraDrawPolygonMode({ styles: { ...area, closingPointColor: line } }),
    new TerraDrawSelectMode({
      flags: {
        point: { feature: { draggable: true } },
        linestring: { feature: { draggable: true, coordinates: corners } },
        polygon: { feature: { draggable: true, coordinates: corners } },
      },
      styles: {
        selectedPolygonColor: line,
        selectedPolygonFillOpacity: 0.12,
        selectedPolygonOutlineColor: line,
        selectedLineStringColor: line,
        selectedPointColor: line,
        selectedPointOutlineColor: rim,
        selectionPointColor: rim,
        selectionPointOutlineColor: line,
        selectionPointWidth: 6,
        midPointColor: line,
        midPointOutlineColor: rim,
        midPointWidth: 4,
      },
    }),
  ];
}

/** Tokens are hexadecimal colours, which builds may shorten; drawing takes six digits. */
function asHex(color: string): `#${string}` {
  const digits = color.slice(1);
  return `#${digits.length === 3 ? [...digits].map((digit) => digit + digit).join('') : digits}`;
}
