import type { RoadSegment } from '@waycast/contract';
import { lazy, Suspense, useState } from 'react';
import { DetailPanel } from '../detail/detail-panel.tsx';
import { FactList } from '../detail/fact-list.tsx';
import detailStyles from '../detail/vehicle-detail.module.css';
import { Button } from '../shell/button.tsx';
import { useNow } from '../shell/use-now.ts';
import { agoText } from '../words/age.ts';
import { countText, distanceText } from '../words/figures.ts';
import { Swatch } from './overview.tsx';
import { confidenceText, QUALITY_WORDS, roughnessText, trendText } from './qualities.ts';
import { roadName } from './road-features.ts';
import styles from './roads.module.css';
import { useAnalytics, useSegment } from './use-roads.ts';

const RoughnessChart = lazy(() => import('./roughness-chart.tsx'));

interface SegmentPanelProps {
  readonly segmentId: string;
  readonly onClose: () => void;
}

/** What is known of the road that is open. */
export function SegmentPanel({ segmentId, onClose }: SegmentPanelProps) {
  const { data: segment, error } = useSegment(segmentId);
  const name = segment === undefined ? 'Road' : roadName({ ...segment, isCell: segment.kind === 'cell' });
  return (
    <DetailPanel label={name} name={name} id={segmentId} onClose={onClose}>
      {segment === undefined ? (
        <p className={detailStyles.note}>{error?.message ?? 'Reading the road …'}</p>
      ) : (
        <div className={detailStyles.body}>
          <Headline segment={segment} />
          {segment.quality !== null && <Facts segment={segment} quality={segment.quality} />}
          <OverTime segmentId={segmentId} />
        </div>
      )}
    </DetailPanel>
  );
}

function Headline({ segment: { quality } }: { readonly segment: RoadSegment }) {
  if (quality === null) return <p>Nobody has told how this road is.</p>;
  const [word, feels] = QUALITY_WORDS[quality.quality];
  return (
    <p className={styles.headline}>
      <Swatch quality={quality.quality} />
      <strong>{word}</strong> {feels}
    </p>
  );
}

function Facts({
  segment,
  quality,
}: {
  readonly segment: RoadSegment;
  readonly quality: NonNullable<RoadSegment['quality']>;
}) {
  const nowMs = useNow();
  const { roughness, low, high, confidence, observations, devices, trend, observedAt } = quality;
  const facts: [string, string][] = [
    ['Roughness', roughnessText(roughness, low, high)],
    ['How sure', confidenceText(confidence)],
    ['Told by', `${countText(devices, 'phone')}, ${countText(observations, 'time')}`],
    ['Trend', trendText(trend)],
    ['Newest', agoText(nowMs - Date.parse(observedAt))],
    ...(segment.kind === 'segment' ? [['Length', distanceText(segment.lengthM)] as [string, string]] : []),
    ...(segment.roadClass === null ? [] : [['Class', segment.roadClass] as [string, string]]),
  ];
  return <FactList facts={facts} />;
}

function OverTime({ segmentId }: { readonly segmentId: string }) {
  const [bucket, setBucket] = useState<'hour' | 'day'>('hour');
  const { data, error } = useAnalytics(segmentId, bucket);
  return (
    <div className={detailStyles.past}>
      <div className={detailStyles.pastHeader}>
        <h3>Over time</h3>
        <span className={styles.buckets}>
          {(['hour', 'day'] as const).map((name) => (
            <Button key={name} aria-pressed={name === bucket} onClick={() => setBucket(name)}>
              {name === 'hour' ? 'Hours' : 'Days'}
            </Button>
          ))}
        </span>
      </div>
      {error !== null && <p className={detailStyles.note}>{error.message}</p>}
      {data?.length === 0 && (
        <p className={detailStyles.note}>
          Nothing was told in the last {bucket === 'hour' ? 'two days' : '30 days'}.
        </p>
      )}
      {data !== undefined && data.length > 0 && (
        <Suspense fallback={<div className={styles.chart} />}>
          <RoughnessChart items={data} bucket={bucket} />
        </Suspense>
      )}
    </div>
  );
}
