import type { Clock } from '../../../ports/clock.ts';
import { Link } from './link.ts';
import { type Access, addressText, type HostPort } from './redis-connection.ts';
import { type Opinion, readOpinion } from './sentinel-opinions.ts';
import { reasonOf } from './unavailable.ts';

const ASK_EVERY_MS = 500;

export interface SentinelVoiceOptions {
  readonly at: HostPort;
  /** The master's name. */
  readonly name: string;
  readonly access: Access;
  readonly connectTimeoutMs: number;
  readonly clock: Clock;
  readonly onOpinion: (opinion: Opinion) => void;
  readonly onFailure: (reason: string) => void;
}

/** One Sentinel, asked twice a second who the master is. */
export class SentinelVoice {
  readonly #options: SentinelVoiceOptions;
  readonly #life = new AbortController();
  #link: Link | undefined;
  #cancel: (() => void) | undefined;
  #asking: Promise<void>;

  constructor(options: SentinelVoiceOptions) {
    this.#options = options;
    this.#asking = this.#ask();
  }

  async close(): Promise<void> {
    this.#life.abort();
    this.#cancel?.();
    await this.#asking;
  }

  async #ask(): Promise<void> {
    const { onOpinion, onFailure, clock } = this.#options;
    try {
      const opinion = await this.#opinion();
      if (!this.#life.signal.aborted) onOpinion(opinion);
    } catch (error) {
      this.#link?.destroy();
      this.#link = undefined;
      if (!this.#life.signal.aborted) onFailure(reasonOf(error));
    }
    if (this.#life.signal.aborted) return;
    this.#cancel = clock.after(ASK_EVERY_MS, () => {
      this.#asking = this.#ask();
    });
  }

  async #opinion(): Promise<Opinion> {
    const { at, name, access, connectTimeoutMs, clock } = this.#options;
    const { signal } = this.#life;
    this.#link ??= await Link.open(at, { access, connectTimeoutMs, clock, signal, name: 'waycast-sentinel' });
    const link = this.#link;
    const [address, details] = await Promise.all([
      link.send(['SENTINEL', 'GET-MASTER-ADDR-BY-NAME', name]),
      link.send(['SENTINEL', 'MASTER', name]),
    ]);
    const opinion = readOpinion(address, details, performance.now());
    if (opinion === undefined) throw new Error(`Sentinel ${addressText(at)} names no master for ${name}`);
    return opinion;
  }
}
