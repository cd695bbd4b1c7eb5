import { createHash } from 'node:crypto';

/** On every answer. Pages replace the policy with their own; everything else loads nothing and is framed nowhere. */
export const SECURITY_HEADERS = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
} as const;

const INLINE = /<(script|style)(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/\1>/g;

/** The policy of a page that needs nothing but what stands in it: its own scripts and styles, by their hashes. */
export function pagePolicy(html: string): string {
  return policy({ 'default-src': ["'none'"], ...inlineSources(html, []), 'img-src': ['data:'] });
}

/**
 * The policy of the dashboard: files of this server, blobs for the map's workers and pictures, connections to this
 * server, scripts that stand in its HTML by their hashes. Styles and tiles of maps come from `mapOrigins`, where `*`
 * stands for any secure origin, since a user may enter the address of a style; scripts never do.
 */
export function dashboardPolicy(html: string, mapOrigins: readonly string[]): string {
  const { 'script-src': scripts } = inlineSources(html, ["'self'"]);
  const maps = mapOrigins.includes('*') ? ['https:'] : mapOrigins;
  return policy({
    'default-src': ["'self'"],
    'script-src': scripts,
    // The map's library and charts set styles on their elements.
    'style-src': ["'self'", "'unsafe-inline'"],
    'img-src': ["'self'", 'data:', 'blob:', ...maps],
    'connect-src': ["'self'", 'ws:', 'wss:', ...maps],
    'worker-src': ["'self'", 'blob:'],
    'child-src': ['blob:'],
    'object-src': ["'none'"],
  });
}

function policy(directives: Readonly<Record<string, readonly string[]>>): string {
  const common = { 'base-uri': ["'none'"], 'form-action': ["'self'"], 'frame-ancestors': ["'none'"] };
  return Object.entries({ ...directives, ...common })
    .map(([name, sources]) => `${name} ${sources.join(' ')}`)
    .join('; ');
}

function inlineSources(
  html: string,
  others: readonly string[],
): { 'script-src': string[]; 'style-src': string[] } {
  const sources = { script: [...others], style: [...others] };
  for (const [, element, content = ''] of html.matchAll(INLINE)) {
    const hash = `'sha256-${createHash('sha256').update(content).digest('base64')}'`;
    if (element === 'script' || element === 'style') sources[element].push(hash);
  }
  const orNone = (list: string[]): string[] => (list.length === 0 ? ["'none'"] : list);
  return { 'script-src': orNone(sources.script), 'style-src': orNone(sources.style) };
}
