/** Colours of the map, read from the page's tokens so that both change together. */
export interface Palette {
  readonly land: string;
  readonly grid: string;
  readonly water: string;
  readonly park: string;
  readonly block: string;
  readonly building: string;
  readonly road: string;
  readonly roadTrunk: string;
  readonly roadCasing: string;
  readonly label: string;
  readonly labelWater: string;
  readonly labelPark: string;
  readonly labelHalo: string;
  readonly accent: string;
  readonly ink: string;
  readonly surface: string;
  readonly fresh: string;
  readonly late: string;
  readonly stale: string;
  readonly offline: string;
  readonly halo: string;
}

/** The palette of the theme that the document has now. */
export function readPalette(): Palette {
  const tokens = getComputedStyle(document.documentElement);
  const token = (name: string): string => tokens.getPropertyValue(`--${name}`).trim();
  return {
    land: token('map-land'),
    grid: token('map-grid'),
    water: token('map-water'),
    park: token('map-park'),
    block: token('map-block'),
    building: token('map-building'),
    road: token('map-road'),
    roadTrunk: token('map-road-trunk'),
    roadCasing: token('map-road-casing'),
    label: token('map-label'),
    labelWater: token('map-label-water'),
    labelPark: token('map-label-park'),
    labelHalo: token('map-label-halo'),
    accent: token('accent'),
    ink: token('ink'),
    surface: token('surface'),
    fresh: token('state-fresh'),
    late: token('state-late'),
    stale: token('state-stale'),
    offline: token('state-offline'),
    halo: token('state-halo'),
  };
}

/** A hexadecimal colour as three numbers between 0 and 1, for shaders. Builds shorten `#ffffff` to `#fff`. */
export function toRgb(color: string): [red: number, green: number, blue: number] {
  const digits = color.slice(1);
  const long = digits.length === 3 ? [...digits].map((digit) => digit + digit).join('') : digits;
  const value = Number.parseInt(long, 16);
  return [(value >> 16) / 255, ((value >> 8) & 255) / 255, (value & 255) / 255];
}
