/** One position of a recording. Unknown measurements are absent. */
export interface RecordedFix {
  readonly vehicleId: string;
  readonly latitude: number;
  readonly longitude: number;
  /** Epoch milliseconds. */
  readonly time: number;
  /** Metres per second. */
  readonly speed?: number;
  /** Degrees clockwise from north. */
  readonly heading?: number;
  /** Metres above sea level. */
  readonly altitude?: number;
  /** Metres. */
  readonly accuracy?: number;
}

/** Something in a file that is no position: where, and why. */
export interface Flaw {
  /** `line 12`, `feature 3`. */
  readonly where: string;
  readonly reason: string;
}

/** What a file's text may need besides itself. */
export interface ReadingOptions {
  /** Vehicle of all fixes, whatever the file says. */
  readonly vehicleId: string | undefined;
  /** Vehicle of fixes for which the file names none. */
  readonly fallbackVehicleId: string;
  /** Factor that turns the file's speeds into metres per second, where the format does not define it. */
  readonly speedFactor: number;
  /** Pairs of column and field, in either order. */
  readonly columns: readonly (readonly [string, string])[];
}

/** What a reader finds, in the file's order. */
export type Finding = { readonly fix: RecordedFix } | { readonly flaw: Flaw };

/** Reads a recording's text, given in pieces. Never throws for what the text says: that is a flaw. */
export type Reader = (text: AsyncIterable<string>, options: ReadingOptions) => AsyncIterable<Finding>;
