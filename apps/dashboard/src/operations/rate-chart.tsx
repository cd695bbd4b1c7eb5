import { useMemo } from 'react';
import type uPlot from 'uplot';
import { type PlotStyle, usePlot } from '../shell/use-plot.ts';
import { clockText } from '../words/clock.ts';
import styles from './operations.module.css';
import { type Reading, rateOf } from './reading.ts';

const HEIGHT_PX = 160;

/** Fixes in and frames out per second, since the page was opened. */
export function RateChart({ readings }: { readings: readonly Reading[] }) {
  const data = useMemo(() => seriesOf(readings), [readings]);
  const frame = usePlot(data, HEIGHT_PX, plotOptions);
  return (
    <section>
      <h2>Fixes accepted (line) and frames delivered (dashes) per second</h2>
      <div
        ref={frame}
        className={styles.chart}
        role="img"
        aria-label="Fixes and frames per second over the last minutes"
      />
    </section>
  );
}

/** Rates between neighbouring readings of the same server; where another one answered, the line has a gap. */
function seriesOf(readings: readonly Reading[]): [number[], (number | null)[], (number | null)[]] {
  const [times, fixes, frames]: [number[], (number | null)[], (number | null)[]] = [[], [], []];
  for (const [at, after] of readings.entries()) {
    const before = readings.slice(0, at).findLast(({ server }) => server === after.server);
    times.push(after.at / 1000);
    fixes.push(
      before === undefined
        ? null
        : rateOf(before, after, 'waycast_ingested_fixes_total', { verdict: 'accepted' }),
    );
    frames.push(before === undefined ? null : rateOf(before, after, 'waycast_delivered_frames_total'));
  }
  return [times, fixes, frames];
}

function plotOptions({ axis, token }: PlotStyle): Omit<uPlot.Options, 'width' | 'height'> {
  return {
    padding: [8, 20, 0, 0],
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false } },
    scales: { y: { range: (_, __, max) => [0, Math.max(1, (max ?? 0) * 1.1)] } },
    axes: [
      { ...axis, space: 88, size: 28, values: (_, times) => times.map((time) => clockText(time * 1000)) },
      { ...axis, space: 32, size: 56 },
    ],
    series: [
      {},
      { stroke: token('accent'), width: 1.5, points: { show: false }, spanGaps: true },
      { stroke: token('ink-2'), width: 1.5, dash: [6, 4], points: { show: false }, spanGaps: true },
    ],
  };
}
