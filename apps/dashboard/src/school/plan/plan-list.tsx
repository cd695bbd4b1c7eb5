import { Plus } from 'lucide-react';
import { type ReactNode, useMemo } from 'react';
import { RowList } from '../../list/row-list.tsx';
import { SearchBox } from '../../list/search-box.tsx';
import { useTyped } from '../../list/use-typed.ts';
import { Button } from '../../shell/button.tsx';
import { Problem } from '../../shell/problem.tsx';
import { countText } from '../../words/figures.ts';
import styles from './plan.module.css';

const ROW_PX = 56;

interface PlanListProps<T> {
  readonly items: readonly T[] | undefined;
  readonly error: Error | null;
  readonly one: string;
  readonly text: string;
  /** What to do while there is none. */
  readonly empty: ReactNode;
  readonly keyOf: (item: T) => string;
  /** What is searched. */
  readonly wordsOf: (item: T) => string;
  readonly onText: (text: string) => void;
  readonly onOpen: (id: string) => void;
  readonly onAdd: () => void;
  readonly children: (item: T) => ReactNode;
}

/** The entries of one kind of the plan, by name. */
export function PlanList<T>(props: PlanListProps<T>) {
  const { items, error, one, text, empty, keyOf, wordsOf, onOpen, onAdd, children } = props;
  const [typed, setTyped] = useTyped(text, props.onText);
  const found = useMemo(() => {
    const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
    const keyed = (items ?? []).map((item) => ({ item, key: wordsOf(item) }));
    return keyed
      .filter(({ key }) => words.every((word) => key.toLowerCase().includes(word)))
      .sort((a, b) => a.key.localeCompare(b.key, 'en', { numeric: true }))
      .map(({ item }) => item);
  }, [items, typed, wordsOf]);
  return (
    <section className={styles.list} aria-label={`${one}s`}>
      <div className={styles.toolbar}>
        <SearchBox text={typed} onText={setTyped} label={`Search ${one}s`} className={styles.search} />
        <Button look="primary" onClick={onAdd}>
          <Plus size={16} aria-hidden /> Add {one}
        </Button>
      </div>
      {error !== null && <Problem role="alert">They cannot be read: {error.message}</Problem>}
      <p className={styles.count} role="status">
        {error === null && countWords(items?.length, found.length, typed, one)}
      </p>
      {items?.length === 0 ? (
        <div className={styles.empty}>{empty}</div>
      ) : (
        <RowList
          items={found}
          rowPx={ROW_PX}
          label={`${one}s`}
          keyOf={keyOf}
          onOpen={(item) => onOpen(keyOf(item))}
          className={styles.rows}
        >
          {children}
        </RowList>
      )}
    </section>
  );
}

function countWords(total: number | undefined, found: number, text: string, one: string): string {
  if (total === undefined) return 'Reading …';
  if (text.trim() === '') return countText(total, one);
  return found === 0 ? `No ${one} matches “${text.trim()}”` : `${found} of ${countText(total, one)}`;
}
