import { mapStyleUrl } from '../../map/map-settings.ts';

/** The link at the address by which this page was reached, with the map that is in use here: viewers see the same. */
export function withMapStyle(url: string): string {
  const { pathname, hash } = new URL(url);
  const link = new URL(pathname + hash, window.location.origin);
  const style = mapStyleUrl();
  if (style !== null) link.searchParams.set('style', style);
  return link.href;
}
