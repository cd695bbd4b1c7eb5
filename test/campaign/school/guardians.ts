import { createPushBrowser } from '../../../packages/server/test/alerts/push-browser.ts';
import { type Receiver, startReceiver } from '../../../packages/server/test/alerts/receiver.ts';
import type { Certificates } from '../../fixtures/certificates.ts';

/** A notification that a guardian's phone got. */
export interface Shown {
  readonly guardianId: string;
  readonly alertId: string;
  readonly kind: string;
  readonly title: string;
}

/** The guardians' phones, behind a push service of their own that speaks TLS. */
export class Phones {
  readonly #service: Receiver;
  readonly #browsers = new Map<string, ReturnType<typeof createPushBrowser>>();

  private constructor(service: Receiver) {
    this.#service = service;
  }

  static async open({ key, certificate: cert }: Certificates): Promise<Phones> {
    return new Phones(await startReceiver(() => 201, { tls: { key, cert } }));
  }

  /** What a guardian's phone subscribes with. */
  subscriptionOf(guardianId: string) {
    const browser = createPushBrowser();
    this.#browsers.set(guardianId, browser);
    return { endpoint: `${this.#service.url}/${guardianId}`, keys: browser.keys, vehicles: null };
  }

  /** Everything that came, in order, decrypted; a message that its phone cannot read throws. */
  received(): Shown[] {
    return this.#service.received.map(({ path, body }) => {
      const guardianId = path.slice(1);
      const browser = this.#browsers.get(guardianId);
      if (browser === undefined) throw new Error(`a push came for nobody: ${path}`);
      return { guardianId, ...JSON.parse(browser.decrypt(body)) };
    });
  }

  close(): Promise<void> {
    return this.#service.close();
  }
}
