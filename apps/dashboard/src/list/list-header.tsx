import { SORTS, type Sort } from '../fleet/order.ts';
import styles from './list-header.module.css';
import { SearchBox } from './search-box.tsx';

const SORT_WORDS: Readonly<Record<Sort, string>> = {
  name: 'Name',
  newest: 'Newest',
  oldest: 'Oldest',
  fastest: 'Fastest',
};

interface ListHeaderProps {
  readonly text: string;
  readonly sort: Sort;
  readonly listId: string;
  readonly activeRow: string | undefined;
  readonly onText: (text: string) => void;
  readonly onSort: (sort: Sort) => void;
}

export function ListHeader({ text, sort, listId, activeRow, onText, onSort }: ListHeaderProps) {
  return (
    <div className={styles.header}>
      <SearchBox
        text={text}
        onText={onText}
        label="Search vehicles"
        className={styles.search}
        role="combobox"
        aria-expanded="true"
        aria-controls={listId}
        aria-activedescendant={activeRow}
      />
      <select
        className={styles.sort}
        value={sort}
        aria-label="Sort by"
        onChange={(event) => onSort(toSort(event.target.value))}
      >
        {SORTS.map((name) => (
          <option key={name} value={name}>
            {SORT_WORDS[name]}
          </option>
        ))}
      </select>
    </div>
  );
}

/** What stands in the address or a form may be anything; unknown orders mean by name. */
export function toSort(value: unknown): Sort {
  return SORTS.find((name) => name === value) ?? 'name';
}
