import { useTenant } from '../session/use-tenant.ts';

/** The tenant's time zone, by which days are counted; the reader's own until it is known. */
export function useTimeZone(): string {
  return useTenant().data?.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
}
