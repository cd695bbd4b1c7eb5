import { ROAD_QUALITIES, type RoadQuality } from '@waycast/contract';
import { useRegion } from '@waycast/react';
import { useId, useMemo } from 'react';
import { countText } from '../words/figures.ts';
import { QUALITY_WORDS, qualityToken } from './qualities.ts';
import { countByQuality, type RoadFeature } from './road-features.ts';
import styles from './roads.module.css';

interface LegendProps {
  readonly roads: readonly RoadFeature[];
  readonly truncated: boolean;
}

/** What the colours mean, and how many there are of each in view. */
export function Legend({ roads, truncated }: LegendProps) {
  const counts = useMemo(() => countByQuality(roads), [roads]);
  const entries: readonly (readonly [quality: RoadQuality | null, word: string, feels: string])[] = [
    ...ROAD_QUALITIES.map((quality) => [quality, ...QUALITY_WORDS[quality]] as const),
    [null, 'Unknown', 'nobody has told'],
  ];
  return (
    <section className={styles.section} aria-label="Quality of the roads in view">
      <ul className={styles.legend}>
        {entries.map(([quality, word, feels]) => (
          <li key={word}>
            <Swatch quality={quality} />
            <span>
              {word}
              <small>{feels}</small>
            </span>
            <b>{(counts.get(quality) ?? 0).toLocaleString('en')}</b>
          </li>
        ))}
      </ul>
      {truncated && <p className={styles.note}>More roads are here than can be shown: zoom in for all.</p>}
    </section>
  );
}

/** A line as the map draws it. */
export function Swatch({ quality }: { readonly quality: RoadQuality | null }) {
  const token = quality === null ? 'road-unknown' : qualityToken(quality);
  return (
    <svg className={styles.swatch} viewBox="0 0 28 8" aria-hidden="true">
      <line
        x1="3"
        y1="4"
        x2="25"
        y2="4"
        stroke={`var(--${token})`}
        strokeWidth={quality === null ? 2 : 6}
        strokeLinecap="round"
      />
      {quality === 'BAD' && (
        <line x1="5" y1="4" x2="25" y2="4" stroke="var(--surface)" strokeWidth="2" strokeDasharray="4 4" />
      )}
    </svg>
  );
}

interface SureSliderProps {
  /** Percent. */
  readonly sure: number;
  readonly onSure: (sure: number) => void;
}

/** Leaves out what is not known well enough. */
export function SureSlider({ sure, onSure }: SureSliderProps) {
  const id = useId();
  return (
    <div className={styles.slider}>
      <label htmlFor={id}>At least this sure</label>
      <output htmlFor={id}>{sure} %</output>
      <input
        id={id}
        type="range"
        min={0}
        max={95}
        step={5}
        value={sure}
        aria-valuetext={`${sure} percent`}
        onChange={(event) => onSure(Number(event.target.value))}
      />
    </div>
  );
}

/** Who is where the map is looking at. */
export function RegionLine({ geohash }: { readonly geohash: string | undefined }) {
  const { region, error } = useRegion(geohash);
  if (geohash === undefined) return null;
  return (
    <p className={styles.region} role="status">
      Region <code>{geohash}</code> in the middle ·{' '}
      {region === null
        ? (error?.message ?? 'counting …')
        : countText(region.members, 'phone is there', 'phones are there')}
    </p>
  );
}
