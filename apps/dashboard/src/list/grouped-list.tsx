import { useVirtualizer, type VirtualItem } from '@tanstack/react-virtual';
import {
  type CSSProperties,
  type KeyboardEvent,
  type ReactNode,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { countText } from '../words/figures.ts';
import { arrangeGroups, countGroups, type GroupedRow, type Grouping } from './grouped.ts';
import styles from './grouped-list.module.css';
import listbox from './listbox.module.css';
import { SearchBox } from './search-box.tsx';
import { useTyped } from './use-typed.ts';

const HEAD_PX = 32;

/** What the list tells a row of itself. */
export interface RowPlace {
  readonly id: string;
  readonly selected: boolean;
  /** Where the arrows are. */
  readonly active: boolean;
  readonly style: CSSProperties;
  readonly onOpen: () => void;
}

interface GroupedListProps<T, G extends string> {
  readonly items: readonly T[];
  readonly grouping: Grouping<T, G>;
  readonly groupWords: Readonly<Record<G, string>>;
  readonly keyOf: (item: T) => string;
  /** What an item is called: `trip`. */
  readonly one: string;
  readonly rowPx: number;
  readonly text: string;
  readonly group: G | undefined;
  readonly selectedId: string | undefined;
  readonly onText: (text: string) => void;
  readonly onGroup: (group: G | undefined) => void;
  readonly onOpen: (id: string) => void;
  /** Told of the items on the screen whenever these become others. */
  readonly onVisible: (items: readonly T[]) => void;
  readonly children: (item: T, place: RowPlace) => ReactNode;
}

/** Items in groups, as many as there may be: filtered, searched as one types, walked through with the arrows. */
export function GroupedList<T, G extends string>(props: GroupedListProps<T, G>) {
  const { items, grouping, keyOf, one, rowPx, text, group, selectedId, onText, onOpen, onVisible } = props;
  const listId = `${one}-list`;
  const label = `${one.charAt(0).toUpperCase()}${one.slice(1)}s`;
  const [typed, setTyped] = useTyped(text, onText);
  const rows = useMemo(
    () => arrangeGroups(items, { text: typed, group }, grouping),
    [items, typed, group, grouping],
  );
  const [active, setActive] = useState<string>();
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (rows[index]?.kind === 'head' ? HEAD_PX : rowPx),
    getItemKey: (index) => rowKey(rows[index], keyOf),
    overscan: 4,
  });
  const shown = virtual.getVirtualItems();
  useVisible(rows, shown, onVisible);

  function walk(event: KeyboardEvent): void {
    const target = nextItem(rows, keyOf, active ?? selectedId, event.key);
    if (event.key === 'Enter' && active !== undefined && !isButton(event.target)) {
      onOpen(active);
      scroller.current?.focus();
    } else if (target !== undefined) {
      setActive(target.id);
      virtual.scrollToIndex(target.index);
    } else return;
    event.preventDefault();
  }

  return (
    <section className={listbox.list} aria-label={label} onKeyDown={walk}>
      <Filters
        {...props}
        text={typed}
        onText={setTyped}
        found={rows.filter(({ kind }) => kind === 'item').length}
      />
      <div
        ref={scroller}
        id={listId}
        className={listbox.scroller}
        role="listbox"
        aria-label={label}
        tabIndex={0}
        aria-activedescendant={active === undefined ? undefined : `${listId}-${active}`}
      >
        <div className={listbox.runway} style={{ height: virtual.getTotalSize() }}>
          <Rows {...props} rows={rows} shown={shown} active={active} listId={listId} />
        </div>
      </div>
    </section>
  );
}

interface RowsProps<T, G extends string> extends GroupedListProps<T, G> {
  readonly rows: readonly GroupedRow<T, G>[];
  readonly shown: readonly VirtualItem[];
  readonly active: string | undefined;
  readonly listId: string;
}

/** The rows in view. */
function Rows<T, G extends string>(props: RowsProps<T, G>) {
  const { rows, shown, groupWords, keyOf, listId, active, selectedId, onOpen, children } = props;
  return shown.map(({ index, start, size }) => {
    const row = rows[index];
    if (row === undefined) return null;
    const style = { height: size, transform: `translateY(${start}px)` };
    if (row.kind === 'head')
      return (
        <div key={row.group} role="presentation" className={styles.head} style={style}>
          {groupWords[row.group]} <span>{row.count.toLocaleString('en')}</span>
        </div>
      );
    const id = keyOf(row.item);
    const place = { selected: id === selectedId, active: id === active, style, onOpen: () => onOpen(id) };
    return children(row.item, { id: `${listId}-${id}`, ...place });
  });
}

interface FiltersProps<T, G extends string> extends GroupedListProps<T, G> {
  readonly found: number;
}

function Filters<T, G extends string>(props: FiltersProps<T, G>) {
  const { items, grouping, groupWords, one, text, group, found, onText, onGroup } = props;
  const counts = useMemo(() => countGroups(items, grouping), [items, grouping]);
  const all = countText(items.length, one);
  return (
    <>
      <div className={styles.filters}>
        <SearchBox text={text} onText={onText} label={`Search ${one}s`} className={styles.search} />
        <fieldset className={styles.groups} aria-label="Show">
          {grouping.groups.map((name) => (
            <button
              key={name}
              type="button"
              className={styles.group}
              aria-pressed={group === name}
              onClick={() => onGroup(group === name ? undefined : name)}
            >
              {groupWords[name]} <span>{counts[name].toLocaleString('en')}</span>
            </button>
          ))}
        </fieldset>
      </div>
      <p className={listbox.count} role="status">
        {text === '' ? all : found === 0 ? `No ${one} matches “${text.trim()}”` : `${found} of ${all}`}
      </p>
    </>
  );
}

function useVisible<T, G extends string>(
  rows: readonly GroupedRow<T, G>[],
  shown: readonly VirtualItem[],
  onVisible: (items: readonly T[]) => void,
): void {
  const [first, last] = [shown[0]?.index ?? 0, shown.at(-1)?.index ?? -1];
  const visible = useMemo(
    () => rows.slice(first, last + 1).flatMap((row) => (row.kind === 'item' ? [row.item] : [])),
    [rows, first, last],
  );
  useEffect(() => onVisible(visible), [onVisible, visible]);
}

const STEPS: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 };

function nextItem<T, G extends string>(
  rows: readonly GroupedRow<T, G>[],
  keyOf: (item: T) => string,
  from: string | undefined,
  key: string,
) {
  const step = STEPS[key];
  if (step === undefined) return undefined;
  const items = rows.flatMap((row, index) => (row.kind === 'item' ? [{ id: keyOf(row.item), index }] : []));
  const at = items.findIndex(({ id }) => id === from);
  return items[Math.max(0, Math.min(items.length - 1, at === -1 ? 0 : at + step))];
}

function isButton(target: EventTarget): boolean {
  return target instanceof HTMLElement && target.matches('button, select');
}

function rowKey<T, G extends string>(row: GroupedRow<T, G> | undefined, keyOf: (item: T) => string): string {
  if (row === undefined) return '';
  return row.kind === 'head' ? `head ${row.group}` : keyOf(row.item);
}
