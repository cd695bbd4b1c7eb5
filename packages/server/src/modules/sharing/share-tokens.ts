import type { Role, Subject } from '@waycast/contract';
import type { StoredShare } from '../../ports/share-store.ts';
import type { Tokens } from '../../ports/tokens.ts';
import type { ShareLinks } from './share-links.ts';
import { isSecret } from './share-secret.ts';

const VIEWER: ReadonlySet<Role> = new Set(['viewer']);

/** Tokens as before, and the secrets of share links beside them: every transport takes either. */
export function withShareLinks(tokens: Tokens, links: ShareLinks): Tokens {
  return {
    ...tokens,
    async verify(token) {
      return isSecret(token) ? subjectOf(await links.good(token)) : tokens.verify(token);
    },
  };
}

/** No token names such a subject: ids have no colon. */
function subjectOf({ tenant, shareId, vehicleId, expiresAt }: StoredShare): Subject {
  return {
    id: `share:${shareId}`,
    tenant,
    roles: VIEWER,
    // Empty while nobody drives the order that is shared.
    vehicles: new Set(vehicleId === '' ? [] : [vehicleId]),
    expiresAt,
    shareId,
  };
}
