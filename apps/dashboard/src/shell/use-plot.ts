import 'uplot/dist/uPlot.min.css';
import { type RefObject, useEffect, useRef } from 'react';
import uPlot from 'uplot';
import { useTheme } from './theme.ts';

/** What all plots have in common, in the colours of the page's theme. */
export interface PlotStyle {
  readonly axis: Pick<uPlot.Axis, 'stroke' | 'font' | 'grid' | 'ticks'>;
  readonly token: (name: string) => string;
}

/** Keeps a plot in the returned element, as wide as it, drawn anew when the theme changes. */
export function usePlot(
  data: uPlot.AlignedData,
  heightPx: number,
  options: (style: PlotStyle) => Omit<uPlot.Options, 'width' | 'height'>,
): RefObject<HTMLDivElement | null> {
  const theme = useTheme();
  const frame = useRef<HTMLDivElement>(null);
  const chart = useRef<uPlot | null>(null);
  const latest = useRef({ data, options });
  latest.current = { data, options };

  useEffect(() => {
    void theme;
    const element = frame.current;
    if (element === null) return undefined;
    const size = { width: element.clientWidth, height: heightPx };
    const plot = new uPlot({ ...size, ...latest.current.options(plotStyle()) }, latest.current.data, element);
    chart.current = plot;
    const resized = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height: heightPx }));
    resized.observe(element);
    return () => {
      resized.disconnect();
      plot.destroy();
      chart.current = null;
    };
  }, [theme, heightPx]);
  useEffect(() => chart.current?.setData(data), [data]);
  return frame;
}

function plotStyle(): PlotStyle {
  const tokens = getComputedStyle(document.documentElement);
  const token = (name: string): string => tokens.getPropertyValue(`--${name}`).trim();
  const axis = {
    stroke: token('ink-3'),
    font: '11px "Inter Variable", sans-serif',
    grid: { stroke: token('line'), width: 1 },
    ticks: { show: false },
  };
  return { axis, token };
}
