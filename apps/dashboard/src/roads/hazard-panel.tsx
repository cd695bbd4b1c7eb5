import type { Hazard } from '@waycast/contract';
import { DetailPanel } from '../detail/detail-panel.tsx';
import { FactList } from '../detail/fact-list.tsx';
import detailStyles from '../detail/vehicle-detail.module.css';
import { Button } from '../shell/button.tsx';
import { Problem } from '../shell/problem.tsx';
import { useNow } from '../shell/use-now.ts';
import { agoText, shortAge } from '../words/age.ts';
import { positionText } from '../words/figures.ts';
import { hazardWord, votesText } from './hazard-words.ts';
import { confidenceText } from './qualities.ts';
import styles from './roads.module.css';
import { useHazardVote } from './use-roads.ts';

interface HazardPanelProps {
  /** Undefined: it is over, or not in view. */
  readonly hazard: Hazard | undefined;
  readonly onClose: () => void;
  readonly onVoted: () => void;
}

/** The hazard that is open, and what one can say of it. */
export function HazardPanel({ hazard, onClose, onVoted }: HazardPanelProps) {
  const word = hazard === undefined ? 'Hazard' : hazardWord(hazard.type);
  return (
    <DetailPanel label={word} name={word} onClose={onClose}>
      {hazard === undefined ? (
        <p className={detailStyles.note}>It is over, or not in view.</p>
      ) : (
        <div className={detailStyles.body}>
          {hazard.note !== null && <p>{hazard.note}</p>}
          <Facts hazard={hazard} />
          <Votes hazardId={hazard.hazardId} onVoted={onVoted} />
        </div>
      )}
    </DetailPanel>
  );
}

function Facts({ hazard }: { readonly hazard: Hazard }) {
  const nowMs = useNow();
  const leftMs = Date.parse(hazard.expiresAt) - nowMs;
  const facts: [string, string][] = [
    ['Said', votesText(hazard)],
    ['How sure', confidenceText(hazard.confidence)],
    ['Reported', agoText(nowMs - Date.parse(hazard.reportedAt))],
    ['Last confirmed', agoText(nowMs - Date.parse(hazard.confirmedAt))],
    ['Forgotten', leftMs > 0 ? `in ${shortAge(leftMs)}, unless somebody confirms it` : 'now'],
    ['Place', positionText(hazard)],
  ];
  return <FactList facts={facts} />;
}

function Votes({ hazardId, onVoted }: { readonly hazardId: string; readonly onVoted: () => void }) {
  const vote = useHazardVote(hazardId, onVoted);
  return (
    <>
      <div className={styles.actions}>
        <Button look="primary" disabled={vote.isPending} onClick={() => vote.mutate('there')}>
          It is still there
        </Button>
        <Button disabled={vote.isPending} onClick={() => vote.mutate('gone')}>
          It is gone
        </Button>
      </div>
      {vote.isSuccess && (
        <p className={styles.note} role="status">
          Thank you: {vote.variables === 'there' ? 'it was confirmed.' : 'it was noted that it is gone.'}
        </p>
      )}
      {vote.error !== null && <Problem role="alert">{vote.error.message}</Problem>}
    </>
  );
}
