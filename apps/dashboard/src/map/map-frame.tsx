import 'maplibre-gl/dist/maplibre-gl.css';
import type { ReactNode, Ref } from 'react';
import styles from './map-frame.module.css';

interface MapFrameProps {
  /** Takes the element that the map is made in. */
  readonly container: Ref<HTMLDivElement>;
  readonly label: string;
  /** Why the map is not as it was asked for. */
  readonly problem: string | null;
  /** What lies over the map. */
  readonly children?: ReactNode;
}

/** The room of a map, which is all of what stands around it. */
export function MapFrame({ container, label, problem, children }: MapFrameProps) {
  return (
    <div className={styles.frame}>
      <div ref={container} className={styles.map} role="application" aria-label={label} />
      {problem !== null && (
        <p className={styles.problem} role="status">
          {problem}
        </p>
      )}
      {children}
    </div>
  );
}
