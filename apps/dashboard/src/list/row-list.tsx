import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useEffect, useRef } from 'react';
import styles from './row-list.module.css';

interface RowListProps<T> {
  readonly items: readonly T[];
  /** Height of a row; all have the same. */
  readonly rowPx: number;
  readonly label: string;
  readonly keyOf: (item: T) => string;
  readonly onOpen: (item: T) => void;
  /** Told the place of the last row that is drawn, for lists that are read a page at a time. */
  readonly onLastSeen?: (index: number) => void;
  readonly className?: string | undefined;
  /** What stands in a row. */
  readonly children: (item: T) => ReactNode;
}

/** A list of rows to open, as long as it may be: only those in view exist. */
export function RowList<T>(props: RowListProps<T>) {
  const { items, rowPx, label, keyOf, onOpen, onLastSeen, className, children } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowPx,
    overscan: 8,
  });
  const visible = rows.getVirtualItems();
  const lastSeen = visible.at(-1)?.index ?? 0;
  useEffect(() => onLastSeen?.(lastSeen), [onLastSeen, lastSeen]);
  return (
    <div ref={scroller} className={[styles.scroller, className].filter(Boolean).join(' ')}>
      <ul className={styles.runway} style={{ height: rows.getTotalSize() }} aria-label={label}>
        {visible.map(({ index, start }) => {
          const item = items[index];
          if (item === undefined) return null;
          return (
            <li
              key={keyOf(item)}
              className={styles.place}
              style={{ height: rowPx, transform: `translateY(${start}px)` }}
              aria-setsize={items.length}
              aria-posinset={index + 1}
            >
              <button type="button" className={styles.row} onClick={() => onOpen(item)}>
                {children(item)}
              </button>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
