import { SearchBox } from '../../list/search-box.tsx';
import { useTyped } from '../../list/use-typed.ts';
import { OF_WORDS, STATE_WORDS } from '../conversation-words.ts';
import { INBOX_OF, INBOX_STATES, type InboxSearch } from '../inbox-search.ts';
import styles from './list.module.css';

type Changes = { readonly [K in keyof InboxSearch]?: InboxSearch[K] | undefined };

interface FiltersProps {
  readonly search: InboxSearch;
  readonly onChange: (changes: Changes, replace: boolean) => void;
}

/** Which conversations are listed. */
export function Filters({ search, onChange }: FiltersProps) {
  const { state = 'open', of, unread } = search;
  const [typed, setTyped] = useTyped(search.q ?? '', (q) => onChange({ q: q === '' ? undefined : q }, true));
  return (
    <div className={styles.filters}>
      <SearchBox text={typed} onText={setTyped} label="Search messages" />
      <fieldset className={styles.choices} aria-label="State">
        {INBOX_STATES.map((name) => (
          <button
            key={name}
            type="button"
            className={styles.choice}
            aria-pressed={state === name}
            onClick={() => onChange({ state: name === 'open' ? undefined : name }, true)}
          >
            {STATE_WORDS[name]}
          </button>
        ))}
      </fieldset>
      <fieldset className={styles.choices} aria-label="Show">
        {INBOX_OF.map((name) => (
          <button
            key={name}
            type="button"
            className={styles.choice}
            aria-pressed={of === name}
            onClick={() => onChange({ of: of === name ? undefined : name }, true)}
          >
            {OF_WORDS[name]}
          </button>
        ))}
        <button
          type="button"
          className={styles.choice}
          aria-pressed={unread === true}
          onClick={() => onChange({ unread: unread ? undefined : true }, true)}
        >
          Unread
        </button>
      </fieldset>
    </div>
  );
}
