import { useMutation } from '@tanstack/react-query';
import { Share2 } from 'lucide-react';
import { withMapStyle } from '../../detail/share/with-map-style.ts';
import { Button } from '../../shell/button.tsx';
import { CopyLink } from '../../shell/copy-link.tsx';
import { Problem } from '../../shell/problem.tsx';
import { useHttp } from '../api/use-orders.ts';
import styles from './rider.module.css';

/** A link for whoever waits at the other end: the ride live, without an account, until it is over. */
export function ShareRide({ orderId }: { readonly orderId: string }) {
  const http = useHttp();
  const share = useMutation({
    mutationFn: async () => withMapStyle((await http.createShare({ kind: 'order', orderId })).url),
    onSuccess: offerToSend,
  });
  if (share.data !== undefined)
    return (
      <div className={styles.shared}>
        <p className={styles.hint}>Whoever has this link sees the ride until it is over:</p>
        <CopyLink link={share.data} />
      </div>
    );
  return (
    <>
      <Button className={styles.wideButton} disabled={share.isPending} onClick={() => share.mutate()}>
        <Share2 size={18} aria-hidden /> Share the ride
      </Button>
      {share.error !== null && <Problem role="alert">{share.error.message}</Problem>}
    </>
  );
}

/** By the phone's own list of people and programs, where there is one; the link stands on the page all the same. */
function offerToSend(url: string): void {
  if (!('share' in navigator)) return;
  // Who closes the list has changed their mind.
  navigator.share({ title: 'My ride', url }).catch(() => undefined);
}
