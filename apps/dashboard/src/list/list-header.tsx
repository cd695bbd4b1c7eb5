import { Search, X } from 'lucide-react';
import { type KeyboardEvent, useRef } from 'react';
import { SORTS, type Sort } from '../fleet/order.ts';
import { IconButton } from '../shell/button.tsx';
import { useShortcut } from '../shell/use-shortcut.ts';
import styles from './vehicle-list.module.css';

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
  const input = useRef<HTMLInputElement>(null);
  useShortcut('/', () => input.current?.focus());

  function clear(event: KeyboardEvent): void {
    if (event.key !== 'Escape') return;
    // The first Escape empties the search, the next one leaves it; neither closes the detail.
    if (text === '') input.current?.blur();
    else onText('');
    event.stopPropagation();
  }

  return (
    <search className={styles.header}>
      <div className={styles.search}>
        <Search size={16} aria-hidden="true" />
        <input
          ref={input}
          type="search"
          value={text}
          onChange={(event) => onText(event.target.value)}
          onKeyDown={clear}
          placeholder="Search vehicles"
          aria-label="Search vehicles"
          role="combobox"
          aria-expanded="true"
          aria-controls={listId}
          aria-activedescendant={activeRow}
          autoComplete="off"
          spellCheck={false}
        />
        {text === '' ? (
          <kbd className={styles.hint}>/</kbd>
        ) : (
          <IconButton label="Clear search" onClick={() => onText('')}>
            <X size={16} />
          </IconButton>
        )}
      </div>
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
    </search>
  );
}

/** What stands in the address or a form may be anything; unknown orders mean by name. */
export function toSort(value: unknown): Sort {
  return SORTS.find((name) => name === value) ?? 'name';
}
