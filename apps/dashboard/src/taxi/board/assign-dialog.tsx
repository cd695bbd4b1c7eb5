import type { Order, TaxiDriver } from '@waycast/contract';
import { useMemo, useState } from 'react';
import { SearchBox } from '../../list/search-box.tsx';
import { Button } from '../../shell/button.tsx';
import { CopyCommand } from '../../shell/copy-command.tsx';
import { Dialog } from '../../shell/dialog.tsx';
import forms from '../../shell/form.module.css';
import { Problem } from '../../shell/problem.tsx';
import { type Candidate, candidatesFor, nearnessText, stateWords } from '../words/driver-words.ts';
import { placeText } from '../words/order-words.ts';
import styles from './board.module.css';

interface AssignDialogProps {
  readonly order: Order;
  readonly drivers: readonly TaxiDriver[];
  readonly busy: boolean;
  readonly error: Error | null;
  readonly onClose: () => void;
  readonly onAssign: (driverId: string) => void;
}

/** Nobody reads a longer list; the search finds the others. */
const SHOWN_MAX = 50;

/** The free drivers by nearness, then all others; typed letters find any. */
export function AssignDialog({ order, drivers, busy, error, onClose, onAssign }: AssignDialogProps) {
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState<string>();
  const found = useMemo(() => {
    const wanted = text.trim().toLowerCase();
    return candidatesFor(order.pickup, drivers)
      .filter(({ driver }) => driver.driverId !== order.driverId)
      .filter(({ driver }) => `${driver.driverId} ${driver.vehicleId}`.toLowerCase().includes(wanted));
  }, [order, drivers, text]);
  return (
    <Dialog
      title="Who takes it?"
      description={`The nearest free drivers to ${placeText(order.pickup)} come first. Times are estimated from straight lines.`}
      open
      onClose={onClose}
    >
      <SearchBox text={text} onText={setText} label="Search drivers" />
      {found.length === 0 ? (
        <NoDrivers none={drivers.length === 0} />
      ) : (
        <ul className={styles.candidates} aria-label="Drivers">
          {found.slice(0, SHOWN_MAX).map((candidate) => (
            <li key={candidate.driver.driverId}>
              <CandidateButton
                candidate={candidate}
                chosen={candidate.driver.driverId === chosen}
                onChoose={() => setChosen(candidate.driver.driverId)}
              />
            </li>
          ))}
        </ul>
      )}
      {error !== null && <Problem role="alert">{error.message}</Problem>}
      <div className={forms.actions}>
        <Button onClick={onClose}>Leave it</Button>
        <Button
          look="primary"
          disabled={busy || chosen === undefined}
          onClick={() => chosen !== undefined && onAssign(chosen)}
        >
          Assign{chosen === undefined ? '' : ` ${chosen}`}
        </Button>
      </div>
    </Dialog>
  );
}

interface CandidateButtonProps {
  readonly candidate: Candidate;
  readonly chosen: boolean;
  readonly onChoose: () => void;
}

function CandidateButton({ candidate: { driver, distanceM }, chosen, onChoose }: CandidateButtonProps) {
  const { driverId, vehicleId, state, connected } = driver;
  return (
    <button type="button" className={styles.candidate} aria-pressed={chosen} onClick={onChoose}>
      <span>
        {driverId}
        <small>
          {[vehicleId ?? 'no car', connected ? null : 'not connected'].filter(Boolean).join(' · ')}
        </small>
      </span>
      <small>{state === 'free' ? nearnessText(distanceM) : stateWords(state)}</small>
    </button>
  );
}

function NoDrivers({ none }: { readonly none: boolean }) {
  if (!none) return <p role="status">No driver matches.</p>;
  return (
    <>
      <p>No driver is on a shift. A driver opens this page on a phone and goes online:</p>
      <CopyCommand command={`${window.location.origin}/taxi/driver`} what="address" />
    </>
  );
}
