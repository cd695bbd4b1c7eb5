import { afterAll, afterEach, beforeAll, describe } from 'vitest';
import { freshDatabase } from '../../../../test/fixtures/database.ts';
import type { PostgresStore } from '../../src/adapters/postgres/open-postgres.ts';
import { openStore } from '../adapters/postgres/stores.ts';
import { createOutbox } from './outbox.ts';
import { type Answering, type Received, type Receiver, startReceiver } from './receiver.ts';
import { openRig, type RigOptions } from './rig.ts';

const WHERE = [
  ['embedded', async () => ({ dataDir: 'memory' })],
  ['PostgreSQL', async () => ({ url: await freshDatabase() })],
] as const;

/** A database with receivers and servers around it, all of which end with their test. */
export interface Ground {
  readonly store: PostgresStore;
  receiver(answering?: Answering): Promise<Receiver>;
  /** A server with an outbox of its own, unless it is given one. */
  server(options?: Partial<RigOptions>): ReturnType<typeof openRig> & {
    readonly outbox: ReturnType<typeof createOutbox>;
  };
  deliveries(state?: 'pending' | 'delivered' | 'dead'): ReturnType<PostgresStore['alerts']['deliveries']>;
}

/** Runs tests on the embedded database and on PostgreSQL; each begins without rules and webhooks. */
export function onEachDatabase(title: string, tests: (ground: Ground) => void): void {
  describe.each(WHERE)(`${title}, %s`, (_name, where) => {
    let store: PostgresStore;
    const closing: (() => Promise<unknown>)[] = [];

    beforeAll(async () => {
      store = await openStore(await where());
    });
    afterAll(() => store.close());
    afterEach(async () => {
      for (const close of closing.splice(0).reverse()) await close();
      for (const { ruleId } of await store.alerts.rules('default'))
        await store.alerts.removeRule('default', ruleId);
      for (const { webhookId } of await store.alerts.webhooks('default'))
        await store.alerts.removeWebhook('default', webhookId);
    });

    tests({
      get store() {
        return store;
      },
      async receiver(answering) {
        const started = await startReceiver(answering);
        closing.push(() => started.close());
        return started;
      },
      server(options = {}) {
        const outbox = createOutbox();
        const settings = { backoffMs: [20, 20, 20], ...options.settings };
        const rig = openRig({ store, events: outbox, ...options, settings });
        closing.push(() => rig.close());
        return { ...rig, outbox };
      },
      deliveries: (state) =>
        store.alerts.deliveries(
          'default',
          { state, webhookId: undefined },
          { limit: 100, before: undefined },
        ),
    });
  });
}

/** `webhook-id` of a message. */
export function idOf(message: Received | undefined): string {
  return String(message?.headers['webhook-id']);
}
