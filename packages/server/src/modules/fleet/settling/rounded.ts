/** To a tenth, which is finer than any fix. */
export function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}
