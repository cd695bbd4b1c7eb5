import type { Role } from '@waycast/contract';
import { Share2 } from 'lucide-react';
import { useState } from 'react';
import { useMe } from '../../session/use-me.ts';
import { Button } from '../../shell/button.tsx';
import { ShareDialog } from './share-dialog.tsx';

const MAY_SHARE: ReadonlySet<Role> = new Set<Role>(['admin', 'dispatcher', 'driver']);

/** Opens what makes and ends share links of the vehicle; nothing for those who may not share. */
export function ShareButton({ vehicleId, className }: { vehicleId: string; className: string | undefined }) {
  const [open, setOpen] = useState(false);
  const me = useMe();
  if (me.data?.roles.some((role) => MAY_SHARE.has(role)) !== true) return null;
  return (
    <>
      <Button className={className} onClick={() => setOpen(true)}>
        <Share2 size={16} />
        Share
      </Button>
      {open && <ShareDialog vehicleId={vehicleId} onClose={() => setOpen(false)} />}
    </>
  );
}
