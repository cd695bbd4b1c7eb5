/** A demo hands a token to anyone who asks: null when this server is none. Rejects when it cannot be reached. */
export async function fetchDemoToken(): Promise<string | null> {
  const response = await fetch('/api/demo/token', { method: 'POST' });
  if (!response.ok) return null;
  const body: unknown = await response.json();
  return typeof body === 'object' && body !== null && 'token' in body && typeof body.token === 'string'
    ? body.token
    : null;
}
