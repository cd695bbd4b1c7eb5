import { ROAD_QUALITIES, type RoadQuality } from '@waycast/contract';

/** Each with its word, and what one feels there. */
export const QUALITY_WORDS: Readonly<Record<RoadQuality, readonly [word: string, feels: string]>> = {
  GOOD: ['Good', 'smooth'],
  FAIR: ['Fair', 'a little uneven'],
  POOR: ['Poor', 'bumpy'],
  BAD: ['Bad', 'hard on wheels and backs'],
};

/** The token of tokens.css that a quality is drawn in. */
export function qualityToken(quality: RoadQuality): string {
  return `road-${quality.toLowerCase()}`;
}

export function isQuality(value: unknown): value is RoadQuality {
  return ROAD_QUALITIES.some((quality) => quality === value);
}

/** "1.12 m/s² (0.94–1.31)". */
export function roughnessText(value: number, low?: number, high?: number): string {
  const range = low === undefined || high === undefined ? '' : ` (${low.toFixed(2)}–${high.toFixed(2)})`;
  return `${value.toFixed(2)} m/s²${range}`;
}

/** A change in m/s² a day, as one would say it; below a hundredth in a month there is none. */
export function trendText(perDay: number | null): string {
  if (perDay === null) return 'not known yet';
  const perMonth = perDay * 30;
  if (Math.abs(perMonth) < 0.01) return 'unchanged';
  return `${perMonth > 0 ? 'getting worse' : 'getting better'}, ${Math.abs(perMonth).toFixed(2)} m/s² a month`;
}

/** How sure an estimate is, in a word. */
export function confidenceText(confidence: number): string {
  const percent = `${Math.round(confidence * 100)} %`;
  if (confidence < 0.3) return `${percent}, hardly sure`;
  return confidence < 0.7 ? `${percent}, fairly sure` : `${percent}, sure`;
}
