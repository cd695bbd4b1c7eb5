import { Search, X } from 'lucide-react';
import { type InputHTMLAttributes, type KeyboardEvent, useRef } from 'react';
import { IconButton } from '../shell/button.tsx';
import { useShortcut } from '../shell/use-shortcut.ts';
import styles from './search-box.module.css';

interface SearchBoxProps extends Omit<InputHTMLAttributes<HTMLInputElement>, 'value' | 'onChange'> {
  readonly text: string;
  readonly onText: (text: string) => void;
  /** What is searched: "Search vehicles". */
  readonly label: string;
}

/** A field to search a list as one types; `/` goes there, Escape empties it and then leaves it. */
export function SearchBox({ text, onText, label, className, ...rest }: SearchBoxProps) {
  const input = useRef<HTMLInputElement>(null);
  useShortcut('/', () => input.current?.focus());

  function clear(event: KeyboardEvent): void {
    if (event.key !== 'Escape') return;
    // The first Escape empties the search, the next one leaves it; neither closes what is open beside it.
    if (text === '') input.current?.blur();
    else onText('');
    event.stopPropagation();
  }

  return (
    <search className={[styles.box, className].filter(Boolean).join(' ')}>
      <Search size={16} aria-hidden="true" />
      <input
        ref={input}
        type="search"
        value={text}
        onChange={(event) => onText(event.target.value)}
        onKeyDown={clear}
        placeholder={label}
        aria-label={label}
        autoComplete="off"
        spellCheck={false}
        {...rest}
      />
      {text === '' ? (
        <kbd className={styles.hint}>/</kbd>
      ) : (
        <IconButton label="Clear search" onClick={() => onText('')}>
          <X size={16} />
        </IconButton>
      )}
    </search>
  );
}
