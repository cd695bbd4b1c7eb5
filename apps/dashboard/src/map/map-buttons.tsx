import { Maximize, Minus, Plus } from 'lucide-react';
import type { Map as MapLibre } from 'maplibre-gl';
import type { ReactNode } from 'react';
import { IconButton } from '../shell/button.tsx';
import styles from './map-controls.module.css';
import type { Padding } from './use-camera-moves.ts';

interface MapButtonsProps {
  readonly map: MapLibre | undefined;
  readonly padding: Padding;
  /** What the last button shows, in words. */
  readonly all: string;
  readonly onAll: () => void;
  /** Further buttons below. */
  readonly children?: ReactNode;
}

/** Zooming, and showing all at once. */
export function MapButtons({ map, padding, all, onAll, children }: MapButtonsProps) {
  return (
    <fieldset
      className={styles.controls}
      aria-label="Map"
      style={{ marginRight: padding.right, marginBottom: padding.bottom }}
    >
      <IconButton label="Zoom in" onClick={() => map?.zoomIn()}>
        <Plus size={18} />
      </IconButton>
      <IconButton label="Zoom out" onClick={() => map?.zoomOut()}>
        <Minus size={18} />
      </IconButton>
      <IconButton label={all} onClick={onAll}>
        <Maximize size={16} />
      </IconButton>
      {children}
    </fieldset>
  );
}
