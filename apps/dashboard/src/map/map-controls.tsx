import { Hexagon, Maximize, Minus, Plus } from 'lucide-react';
import type { Map as MapLibre } from 'maplibre-gl';
import { IconButton } from '../shell/button.tsx';
import styles from './map-controls.module.css';
import type { Padding } from './use-camera-moves.ts';
import type { LayerSwitch } from './use-fence-layers.ts';

interface MapControlsProps {
  readonly map: MapLibre;
  readonly padding: Padding;
  readonly onFitAll: () => void;
  readonly fences: LayerSwitch | undefined;
}

export function MapControls({ map, padding, onFitAll, fences }: MapControlsProps) {
  return (
    <fieldset
      className={styles.controls}
      aria-label="Map"
      style={{ marginRight: padding.right, marginBottom: padding.bottom }}
    >
      <IconButton label="Zoom in" onClick={() => map.zoomIn()}>
        <Plus size={18} />
      </IconButton>
      <IconButton label="Zoom out" onClick={() => map.zoomOut()}>
        <Minus size={18} />
      </IconButton>
      <IconButton label="Show all vehicles" onClick={onFitAll}>
        <Maximize size={16} />
      </IconButton>
      {fences !== undefined && (
        <IconButton label="Geofences" aria-pressed={fences.shown} onClick={fences.toggle}>
          <Hexagon size={16} />
        </IconButton>
      )}
    </fieldset>
  );
}
