import { Hexagon } from 'lucide-react';
import type { Map as MapLibre } from 'maplibre-gl';
import { IconButton } from '../shell/button.tsx';
import { MapButtons } from './map-buttons.tsx';
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
    <MapButtons map={map} padding={padding} all="Show all vehicles" onAll={onFitAll}>
      {fences !== undefined && (
        <IconButton label="Geofences" aria-pressed={fences.shown} onClick={fences.toggle}>
          <Hexagon size={16} />
        </IconButton>
      )}
    </MapButtons>
  );
}
