import { useRealtimeConnection } from '@waycast/react';
import { clockText } from '../words/clock.ts';
import { Banner } from './banner.tsx';
import { useLostAt } from './use-lost-at.ts';

const PATIENCE_MS = 3000;

interface LostBannerProps {
  /** When what is on the page was read, by this device's clock; 0: never yet. */
  readonly readAtMs: number;
  /** Reading it again failed. */
  readonly failed: boolean;
}

/** One calm line while what is on the page grows old. */
export function LostBanner({ readAtMs, failed }: LostBannerProps) {
  const { connected } = useRealtimeConnection();
  const lost = useLostAt(connected && !failed, PATIENCE_MS);
  if (lost === null || readAtMs === 0) return <Banner />;
  return <Banner>No connection. This is as of {clockText(readAtMs)}; trying again …</Banner>;
}
