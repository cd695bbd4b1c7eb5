/**
 * `proven`: a probe came back within the last 1.5 s. `unproven`: it answers, or was only just lost. `down`: it does
 * not answer, or refuses to serve.
 */
export type NodeStatus = 'proven' | 'unproven' | 'down';

/** Words of a server that connecting anew would not change. */
const WAIT_IT_OUT = /^(OOM|MISCONF|NOREPLICAS|BUSY|LOADING|CLUSTERDOWN)\b/;

/** What is known of one server, as its connections and probes tell. `true`: that was news. */
export class NodeHealth {
  #proven = false;
  /** It was given up for now: nobody should wait for it. */
  #failed = false;
  #refused: string | undefined;
  #reason = 'not connected yet';

  /** `linked`: whether there is a connection for commands. */
  status(linked: boolean): NodeStatus {
    if (this.#proven) return 'proven';
    if (this.#refused !== undefined) return 'down';
    return linked || !this.#failed ? 'unproven' : 'down';
  }

  /** Why it is not proven. */
  get reason(): string {
    return this.#refused ?? this.#reason;
  }

  /** Whether it answers, but with something that only time mends. */
  get hasToBeWaitedFor(): boolean {
    return this.#refused !== undefined && WAIT_IT_OUT.test(this.#refused);
  }

  get isRefusing(): boolean {
    return this.#refused !== undefined;
  }

  proven(): boolean {
    const changed = !this.#proven || this.#refused !== undefined;
    this.#proven = true;
    this.#failed = false;
    this.#refused = undefined;
    return changed;
  }

  /** The server does not take probes; what it proved before still holds for its time. */
  refused(reason: string): boolean {
    const changed = this.#refused !== reason;
    this.#refused = reason;
    return changed;
  }

  /** No longer proven; `failed` when it is known not to be back at once. */
  lost(reason: string, { failed = false } = {}): void {
    this.#proven = false;
    this.#reason = reason;
    if (failed) this.#failed = true;
  }

  /** An attempt to connect failed. */
  failed(reason: string): void {
    this.#reason = reason;
    this.#failed = true;
  }

  /** A new address: nothing that was known counts. */
  forget(): void {
    this.#proven = false;
    this.#refused = undefined;
    this.#reason = 'not connected yet';
  }
}
