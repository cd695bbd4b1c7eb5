import { useMemo, useRef } from 'react';
import type uPlot from 'uplot';
import type { TrailPoint } from '../fleet/trail.ts';
import { type PlotStyle, usePlot } from '../shell/use-plot.ts';
import { clockText } from '../words/clock.ts';
import styles from './speed-chart.module.css';

interface SpeedChartProps {
  readonly trail: readonly TrailPoint[];
  /** The moment under the pointer, or null. */
  readonly onPoint: (point: TrailPoint | null) => void;
}

const HEIGHT_PX = 132;
/** A longer silence is a gap in the line, as on the map. */
const GAP_MS = 3 * 60_000;

/** Speed over time in km/h. */
export default function SpeedChart({ trail, onPoint }: SpeedChartProps) {
  const series = useMemo(() => toSeries(trail), [trail]);
  const latest = useRef({ series, onPoint });
  latest.current = { series, onPoint };
  const frame = usePlot(series.data, HEIGHT_PX, (style) =>
    options(style, (index) => latest.current.onPoint(latest.current.series.points[index] ?? null)),
  );
  return <div ref={frame} className={styles.chart} role="img" aria-label={describe(trail)} />;
}

interface Series {
  readonly data: [number[], (number | null)[]];
  /** The trail's point at each index; undefined in gaps. */
  readonly points: readonly (TrailPoint | undefined)[];
}

function toSeries(trail: readonly TrailPoint[]): Series {
  const times: number[] = [];
  const speeds: (number | null)[] = [];
  const points: (TrailPoint | undefined)[] = [];
  let previous: TrailPoint | undefined;
  for (const point of trail) {
    if (previous !== undefined && point.time - previous.time > GAP_MS) {
      times.push((previous.time + point.time) / 2000);
      speeds.push(null);
      points.push(undefined);
    }
    times.push(point.time / 1000);
    speeds.push(point.speed === null ? null : point.speed * 3.6);
    points.push(point);
    previous = point;
  }
  return { data: [times, speeds], points };
}

function options(
  { axis, token }: PlotStyle,
  onIndex: (index: number) => void,
): Omit<uPlot.Options, 'width' | 'height'> {
  return {
    padding: [8, 20, 0, 0],
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false }, points: { size: 7 } },
    scales: { y: { range: (_, __, max) => [0, Math.max(20, (max ?? 0) * 1.1)] } },
    axes: [
      {
        ...axis,
        space: 72,
        size: 28,
        values: (_, times, __, ___, stepS) =>
          times.map((time) => clockText(time * 1000).slice(0, stepS < 60 ? 8 : 5)),
      },
      { ...axis, space: 32, size: 32 },
    ],
    series: [
      {},
      { stroke: token('accent'), width: 1.5, fill: token('accent-wash'), points: { show: false } },
    ],
    hooks: { setCursor: [({ cursor }) => onIndex(cursor.idx ?? -1)] },
  };
}

function describe(trail: readonly TrailPoint[]): string {
  const fastest = trail.reduce((max, { speed }) => Math.max(max, speed ?? 0), 0);
  return `Speed over time, at most ${Math.round(fastest * 3.6)} kilometres per hour.`;
}
