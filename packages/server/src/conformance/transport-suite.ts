import { randomUUID } from 'node:crypto';
import { afterEach, describe } from 'vitest';
import type { Bench } from './transport-bench.ts';
import { commandRules } from './transport-command-rules.ts';
import { endingRules } from './transport-ending-rules.ts';
import { followRules } from './transport-follow-rules.ts';
import { identityRules } from './transport-identity-rules.ts';
import { orderRules } from './transport-order-rules.ts';
import type { TransportAbilities, TransportClient, TransportSubject } from './transport-subject.ts';

export type {
  Ack,
  Ended,
  Identity,
  Received,
  TransportAbilities,
  TransportClient,
  TransportSubject,
} from './transport-subject.ts';
export { SUITE_AUTH_TIMEOUT_MS } from './transport-subject.ts';

/**
 * The rules that every transport keeps, T1 to T36, over real connections with unmodified clients. `subject` is
 * asked for within tests only; whoever binds the suite opens and closes it.
 */
export function transportSuite(
  name: string,
  abilities: TransportAbilities,
  subject: () => TransportSubject,
): void {
  describe(`transport: ${name}`, () => {
    const clients: TransportClient[] = [];
    afterEach(async () => {
      await Promise.all(clients.splice(0).map((client) => client.close()));
    });

    const keep: Bench['keep'] = async (connecting) => {
      const client = await connecting;
      clients.push(client);
      return client;
    };
    const dispatcherToken = (tenant: string): Promise<string> =>
      subject().token({ tenant, subject: 'dispatcher-1', roles: ['dispatcher'] });
    const bench: Bench = {
      abilities,
      keep,
      dispatcherToken,
      subject,
      tenant: () => `t-${randomUUID()}`,
      dispatcher: async (tenant) => keep(subject().connect({ token: await dispatcherToken(tenant) })),
    };
    identityRules(bench);
    followRules(bench);
    if (abilities.commands) {
      commandRules(bench);
      orderRules(bench);
    }
    endingRules(bench);
  });
}
