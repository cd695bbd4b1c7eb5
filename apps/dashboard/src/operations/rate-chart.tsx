import 'uplot/dist/uPlot.min.css';
import { useEffect, useMemo, useRef } from 'react';
import uPlot from 'uplot';
import { useTheme } from '../shell/theme.ts';
import { clockText } from '../words/clock.ts';
import styles from './operations.module.css';
import { type Reading, rateOf } from './reading.ts';

const HEIGHT_PX = 160;

/** Fixes in and frames out per second, since the page was opened. */
export function RateChart({ readings }: { readings: readonly Reading[] }) {
  const theme = useTheme();
  const frame = useRef<HTMLDivElement>(null);
  const chart = useRef<uPlot | null>(null);
  const data = useMemo(() => seriesOf(readings), [readings]);
  const latest = useRef(data);
  latest.current = data;

  useEffect(() => {
    void theme;
    const element = frame.current;
    if (element === null) return undefined;
    const plot = new uPlot(options(element), latest.current, element);
    chart.current = plot;
    const resized = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height: HEIGHT_PX }));
    resized.observe(element);
    return () => {
      resized.disconnect();
      plot.destroy();
      chart.current = null;
    };
  }, [theme]);
  useEffect(() => chart.current?.setData(data), [data]);

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

function options(element: HTMLElement): uPlot.Options {
  const tokens = getComputedStyle(document.documentElement);
  const token = (name: string): string => tokens.getPropertyValue(`--${name}`).trim();
  const axis = {
    stroke: token('ink-3'),
    font: '11px "Inter Variable", sans-serif',
    grid: { stroke: token('line'), width: 1 },
    ticks: { show: false },
  };
  return {
    width: element.clientWidth,
    height: HEIGHT_PX,
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
