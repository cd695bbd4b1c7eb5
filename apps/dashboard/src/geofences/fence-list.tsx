import type { Geofence } from '@waycast/contract';
import { lineLengthM } from '@waycast/geo';
import { Circle, Hexagon, Route } from 'lucide-react';
import { useMemo, useState } from 'react';
import headerStyles from '../list/list-header.module.css';
import listbox from '../list/listbox.module.css';
import { RowList } from '../list/row-list.tsx';
import { RowWords } from '../list/row-words.tsx';
import { SearchBox } from '../list/search-box.tsx';
import { countText, distanceText } from '../words/figures.ts';
import type { ShapeKind } from './draft.ts';
import styles from './geofences.module.css';
import { SHAPE_WORDS } from './shape-words.ts';

const ROW_PX = 52;
const ICONS = { circle: Circle, polygon: Hexagon, corridor: Route } as const satisfies Record<
  ShapeKind,
  unknown
>;

interface FenceListProps {
  readonly fences: readonly Geofence[];
  readonly onChoose: (id: string) => void;
}

/** All fences by name, searched as one types. */
export function FenceList({ fences, onChoose }: FenceListProps) {
  const [text, setText] = useState('');
  const found = useMemo(() => {
    const wanted = text.trim().toLowerCase();
    const matching = fences.filter(({ id, name }) => `${name} ${id}`.toLowerCase().includes(wanted));
    return matching.sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
  }, [fences, text]);
  return (
    <>
      <div className={headerStyles.header}>
        <SearchBox text={text} onText={setText} label="Search fences" className={headerStyles.search} />
      </div>
      <p className={listbox.count} role="status">
        {text === ''
          ? countText(fences.length, 'fence')
          : `${found.length} of ${countText(fences.length, 'fence')}`}
      </p>
      <RowList
        items={found}
        rowPx={ROW_PX}
        label="Fences"
        keyOf={({ id }) => id}
        onOpen={({ id }) => onChoose(id)}
        className={styles.rows}
      >
        {(fence) => <FenceRow fence={fence} />}
      </RowList>
    </>
  );
}

function FenceRow({ fence }: { fence: Geofence }) {
  const Icon = ICONS[fence.shape.type];
  return (
    <>
      <Icon size={18} aria-hidden="true" />
      <RowWords name={fence.name} below={whatText(fence)} />
    </>
  );
}

/** "Circle, 120 m · stay 10 min". */
function whatText({ shape, dwellS, appliesTo }: Geofence): string {
  const parts = [`${SHAPE_WORDS[shape.type]}, ${sizeText(shape)}`];
  if (dwellS !== null) parts.push(`stay ${Math.round(dwellS / 6) / 10} min`);
  if (appliesTo !== null) parts.push('some vehicles');
  return parts.join(' · ');
}

function sizeText(shape: Geofence['shape']): string {
  switch (shape.type) {
    case 'circle':
      return distanceText(shape.radiusM);
    case 'corridor':
      return `${distanceText(lineLengthM(shape.line))} long, ${distanceText(shape.widthM)} wide`;
    case 'polygon':
      return countText(shape.outer.length, 'corner');
  }
}
