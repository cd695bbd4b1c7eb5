import { useMemo, useRef } from 'react';
import uPlot from 'uplot';
import { type PlotStyle, usePlot } from '../shell/use-plot.ts';
import styles from './playback.module.css';
import type { Moment } from './ride.ts';

/** Something that happened, on the timeline. */
export interface TimelineEvent {
  readonly kind: 'stop' | 'overspeed' | 'geofence' | 'ignored';
  readonly from: number;
  readonly to: number;
  readonly words: string;
}

interface TimelineProps {
  readonly from: number;
  readonly to: number;
  readonly time: number;
  /** The moment in words, for who does not see where the handle stands. */
  readonly words: string;
  readonly moments: readonly Moment[];
  readonly events: readonly TimelineEvent[];
  /** Hours and minutes. */
  readonly clock: (timeMs: number) => string;
  readonly onSeek: (time: number) => void;
}

const CHART_PX = 72;
/** Arrow keys move by so much. */
const STEP_MS = 15_000;

/** Speed over the day, what happened, and a handle to move through it. */
export function Timeline({ from, to, time, words, moments, events, clock, onSeek }: TimelineProps) {
  const data = useMemo(() => toSeries(from, to, moments), [from, to, moments]);
  const clockNow = useRef(clock);
  clockNow.current = clock;
  const frame = usePlot(data, CHART_PX, (style) => options(style, (at) => clockNow.current(at)));
  const part = (at: number): string => `${(100 * (at - from)) / (to - from)}%`;
  return (
    <div className={styles.timeline}>
      <div ref={frame} className={styles.chart} aria-hidden />
      <div className={styles.events}>
        {events.map(({ kind, words: what, ...event }) => (
          <button
            key={`${kind} ${event.from} ${what}`}
            type="button"
            className={styles.event}
            data-kind={kind}
            style={{
              left: part(Math.max(from, event.from)),
              width: `${(100 * (Math.min(to, event.to) - Math.max(from, event.from))) / (to - from)}%`,
            }}
            title={what}
            aria-label={what}
            onClick={() => onSeek(event.from)}
          />
        ))}
      </div>
      <div className={styles.cursor} style={{ left: part(time) }} aria-hidden />
      <input
        type="range"
        className={styles.handle}
        aria-label="Moment"
        aria-valuetext={words}
        min={from}
        max={to}
        step={STEP_MS}
        value={time}
        onChange={({ target }) => onSeek(Number(target.value))}
      />
    </div>
  );
}

/** Steps from moment to moment: between them the speed is even. */
function toSeries(from: number, to: number, moments: readonly Moment[]): [number[], (number | null)[]] {
  const times = [from / 1000];
  const speeds: (number | null)[] = [null];
  for (const { time, speed } of moments) {
    times.push(time / 1000);
    speeds.push(speed === null ? null : speed * 3.6);
  }
  times.push(to / 1000);
  speeds.push(null);
  return [times, speeds];
}

function options(
  { axis, token }: PlotStyle,
  clock: (timeMs: number) => string,
): Omit<uPlot.Options, 'width' | 'height'> {
  const stepped = uPlot.paths.stepped?.({ align: 1 });
  return {
    padding: [8, 0, 0, 0],
    legend: { show: false },
    cursor: { show: false },
    scales: { y: { range: (_, __, max) => [0, Math.max(20, (max ?? 0) * 1.1)] } },
    axes: [
      {
        ...axis,
        space: 64,
        size: 24,
        values: (_, times) => times.map((time) => clock(time * 1000)),
      },
      { ...axis, show: false },
    ],
    series: [
      {},
      {
        stroke: token('accent'),
        width: 1,
        fill: token('accent-wash'),
        points: { show: false },
        ...(stepped && { paths: stepped }),
      },
    ],
  };
}
