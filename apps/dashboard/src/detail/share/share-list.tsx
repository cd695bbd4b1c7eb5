import type { ShareLink } from '@waycast/contract';
import { useLiveFleet } from '../../fleet/live-fleet.tsx';
import { Button } from '../../shell/button.tsx';
import { useNow } from '../../shell/use-now.ts';
import { agoText, shortAge } from '../../words/age.ts';
import { countText } from '../../words/figures.ts';
import styles from './share-dialog.module.css';

interface ShareListProps {
  readonly shares: readonly ShareLink[];
  readonly busy: boolean;
  readonly onRevoke: (share: ShareLink) => void;
}

/** Links that are still good, each with the button that ends it. */
export function ShareList({ shares, busy, onRevoke }: ShareListProps) {
  const { clock } = useLiveFleet();
  const now = clock.at(useNow());
  const good = shares.filter(({ expiresAt }) => Date.parse(expiresAt) > now);
  if (good.length === 0) return <p className={styles.note}>No link of this vehicle is good at present.</p>;
  return (
    <section aria-label="Links that are good">
      <h3 className={styles.listTitle}>{countText(good.length, 'link')} in use</h3>
      <ul className={styles.list}>
        {good.map((share) => (
          <li key={share.shareId} className={styles.item}>
            <div className={styles.what}>
              <p className={styles.label}>
                {share.label ?? share.vehicleId ?? share.orderId ?? share.tripId}
              </p>
              <p className={styles.note}>
                ends in {shortAge(Date.parse(share.expiresAt) - now)} ·{' '}
                {share.lastUsedAt === null
                  ? 'not opened yet'
                  : `opened ${agoText(now - Date.parse(share.lastUsedAt))}`}
              </p>
            </div>
            <Button
              disabled={busy}
              onClick={() => onRevoke(share)}
              aria-label={`End the link ${share.label ?? ''}`}
            >
              End
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
