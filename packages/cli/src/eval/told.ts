/** An arrival or a departure, as some rule tells it. */
export interface Told {
  readonly sequence: number;
  readonly action: 'ARRIVED' | 'DEPARTED';
  /** Epoch milliseconds of device time. */
  readonly at: number;
}
