import type { SegmentAnalytics } from '@waycast/contract';
import { useMemo } from 'react';
import type uPlot from 'uplot';
import { type PlotStyle, usePlot } from '../shell/use-plot.ts';
import { clockText } from '../words/clock.ts';
import { countText } from '../words/figures.ts';
import styles from './roads.module.css';

const HEIGHT_PX = 148;

interface RoughnessChartProps {
  readonly items: SegmentAnalytics['items'];
  readonly bucket: 'hour' | 'day';
}

/** Median roughness by hour or day. */
export default function RoughnessChart({ items, bucket }: RoughnessChartProps) {
  const data = useMemo(
    (): [number[], (number | null)[]] => [
      items.map(({ from }) => Date.parse(from) / 1000),
      items.map(({ roughness }) => roughness),
    ],
    [items],
  );
  const frame = usePlot(data, HEIGHT_PX, (style) => options(style, bucket));
  return <div ref={frame} className={styles.chart} role="img" aria-label={describe(items, bucket)} />;
}

function options(
  { axis, token }: PlotStyle,
  bucket: 'hour' | 'day',
): Omit<uPlot.Options, 'width' | 'height'> {
  const labelOf = (seconds: number): string =>
    bucket === 'hour'
      ? clockText(seconds * 1000).slice(0, 5)
      : new Date(seconds * 1000).toLocaleDateString('en', { day: 'numeric', month: 'short' });
  return {
    padding: [8, 20, 0, 0],
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false } },
    scales: { y: { range: (_, __, max) => [0, Math.max(1, (max ?? 0) * 1.15)] } },
    axes: [
      { ...axis, space: 64, size: 28, values: (_, times) => times.map(labelOf) },
      { ...axis, space: 32, size: 32 },
    ],
    series: [
      {},
      {
        stroke: token('accent'),
        width: 1.5,
        points: { show: true, size: 6, fill: token('accent') },
        spanGaps: true,
      },
    ],
  };
}

function describe(items: SegmentAnalytics['items'], bucket: string): string {
  const values = items.map(({ roughness }) => roughness).filter((value) => value !== null);
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const range = values.length === 0 ? '' : `, from ${least.toFixed(2)} to ${most.toFixed(2)} m/s²`;
  return `Roughness by ${bucket}: ${countText(items.length, bucket)}${range}.`;
}
