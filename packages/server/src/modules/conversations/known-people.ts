import { type NewParticipant, WaycastError } from '@waycast/contract';
import type { Conversations, Party } from '../../ports/conversations.ts';
import type { Guardians } from '../../ports/guardians.ts';
import type { Presence } from '../../ports/presence.ts';
import type { Registry } from '../../ports/registry.ts';

export interface KnownPeopleParts {
  readonly conversations: Pick<Conversations, 'page'>;
  readonly drivers: Pick<Registry['drivers'], 'get'>;
  readonly guardians: Pick<Guardians, 'children'>;
  readonly presence: Pick<Presence, 'active'>;
}

/** People who can be let into a conversation. */
export interface KnownPeople {
  /** As they take part. Rejects with `invalid` for somebody nobody knows: a typing mistake would wait for ever. */
  party(tenant: string, person: NewParticipant): Promise<Party>;
}

/** Drivers of the registry, guardians of students, whoever has taken part in a conversation, and whoever is connected. */
export function createKnownPeople(parts: KnownPeopleParts): KnownPeople {
  const { conversations, drivers, guardians, presence } = parts;

  /** What they were in their newest conversation. */
  async function earlier(tenant: string, id: string): Promise<Party | undefined> {
    const [newest] = await conversations.page(tenant, id, { participantId: id }, 1);
    const found = newest?.participants.find(({ participantId }) => participantId === id);
    return found && { id, kind: found.kind, name: found.name };
  }

  async function isConnected(tenant: string, id: string): Promise<boolean> {
    const [active, users] = await Promise.all([
      presence.active(tenant, 'drivers'),
      presence.active(tenant, 'users'),
    ]);
    return active.has(id) || users.has(id);
  }

  return {
    async party(tenant, { participantId: id, name }) {
      const driver = await drivers.get(tenant, id);
      if (driver !== undefined) return { id, kind: 'member', name: name ?? driver.fields.name ?? null };
      const before = await earlier(tenant, id);
      if (before !== undefined) return { ...before, name: name ?? before.name };
      const isKnown = (await guardians.children(tenant, id)).length > 0 || (await isConnected(tenant, id));
      if (isKnown) return { id, kind: 'member', name: name ?? null };
      throw new WaycastError(
        'invalid',
        `participantId: nobody here is ${id}. Known are drivers of the registry, guardians of students, whoever has taken part in a conversation, and whoever is connected now`,
      );
    },
  };
}
