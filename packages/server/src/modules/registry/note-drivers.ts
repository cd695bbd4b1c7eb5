import type { Subject } from '@waycast/contract';
import type { Clock } from '../../ports/clock.ts';
import type { Newcomers } from '../../ports/newcomers.ts';
import type { Tokens } from '../../ports/tokens.ts';

/** Enters drivers into the registry when their token is first verified. Nobody waits for it or is refused by it. */
export function noteDrivers(tokens: Tokens, drivers: Newcomers, clock: Clock): Tokens {
  const note = (subject: Subject): Subject => {
    if (subject.roles.has('driver')) {
      // Beyond the tenant's number of drivers one works without being listed.
      drivers.admit(subject.tenant, subject.id, clock.now())?.catch(() => undefined);
    }
    return subject;
  };
  return {
    verify: async (token) => note(await tokens.verify(token)),
    ...(tokens.known === undefined ? {} : { known: (token: string) => tokens.known?.(token) }),
  };
}
