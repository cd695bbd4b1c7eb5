import type { Token } from '@waycast/client';

/** Whom a token names, read without asking the server: a phone may be without a connection. */
export function subjectOf(token: Token): string {
  if (typeof token !== 'string') return 'demo';
  try {
    const part = (token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/');
    const claims: unknown = JSON.parse(atob(part));
    const { sub, tenant } = (claims ?? {}) as { sub?: unknown; tenant?: unknown };
    return (
      [tenant, sub].filter((one) => typeof one === 'string' || typeof one === 'number').join('-') || 'unknown'
    );
  } catch {
    return 'unknown';
  }
}
