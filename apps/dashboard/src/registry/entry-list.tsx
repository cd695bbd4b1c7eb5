import { useVirtualizer } from '@tanstack/react-virtual';
import type { RegistryKind } from '@waycast/contract';
import { useRealtimeConnection } from '@waycast/react';
import { Download, Plus, Upload } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { SearchBox } from '../list/search-box.tsx';
import { useTyped } from '../list/use-typed.ts';
import { Button } from '../shell/button.tsx';
import { saveFile } from '../shell/save-file.ts';
import { splitId } from '../words/short-id.ts';
import { ENTRY_KINDS, type Item } from './entry-kinds.ts';
import styles from './registry.module.css';
import { useEntries } from './use-entries.ts';

const ROW_PX = 56;
/** With so few rows left below, the next page is read. */
const READ_AHEAD = 100;
const NAME_LETTERS = 40;

interface EntryListProps {
  readonly kind: RegistryKind;
  readonly text: string;
  readonly onText: (text: string) => void;
  readonly onOpen: (id: string) => void;
  readonly onAdd: () => void;
  readonly onImport: () => void;
}

/** The entries of one kind: searched as one types, as many as there are. */
export function EntryList(props: EntryListProps) {
  const { kind, text, onOpen } = props;
  const [typed, type] = useTyped(text, props.onText);
  const { items, total, error, isPending, hasNextPage, isFetchingNextPage, fetchNextPage } = useEntries(
    kind,
    text,
  );
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 8,
  });
  const visible = rows.getVirtualItems();
  const lastSeen = visible.at(-1)?.index ?? 0;
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && lastSeen > items.length - READ_AHEAD) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage, lastSeen, items.length]);
  const words = ENTRY_KINDS[kind];
  return (
    <section className={styles.entries} aria-label={words.many}>
      <Toolbar {...props} text={typed} onText={type} />
      <p className={styles.count} role="status">
        {error !== null ? `They cannot be read: ${error.message}` : countLine(total, text, words.one)}
      </p>
      {!isPending && error === null && total === 0 && text === '' ? (
        <p className={styles.empty}>{words.empty}</p>
      ) : (
        <div ref={scroller} className={styles.scroller}>
          <ul className={styles.runway} style={{ height: rows.getTotalSize() }}>
            {visible.map(({ index, start }) => {
              const item = items[index];
              if (item === undefined) return null;
              return (
                <li
                  key={item.id}
                  className={styles.place}
                  style={{ height: ROW_PX, transform: `translateY(${start}px)` }}
                >
                  <EntryRow item={item} onOpen={() => onOpen(item.id)} />
                </li>
              );
            })}
          </ul>
        </div>
      )}
    </section>
  );
}

function EntryRow({ item, onOpen }: { item: Item; onOpen: () => void }) {
  const { id, name, facts, archived } = item;
  const [head, tail] = splitId(name ?? id, NAME_LETTERS);
  return (
    <button type="button" className={styles.row} data-archived={archived} onClick={onOpen}>
      <span className={styles.names}>
        <span className={styles.name} title={name ?? id}>
          <span className={styles.head}>{head}</span>
          {tail}
        </span>
        {name !== null && <span className={styles.id}>{id}</span>}
      </span>
      <span className={styles.facts}>
        {name !== null && <span className={styles.idFact}>{id}</span>}
        {archived && <span className={styles.fact}>out of use</span>}
        {facts.map((fact) => (
          <span key={fact} className={styles.fact}>
            {fact}
          </span>
        ))}
      </span>
    </button>
  );
}

function Toolbar({ kind, text, onText, onAdd, onImport }: EntryListProps) {
  const { one, many } = ENTRY_KINDS[kind];
  return (
    <div className={styles.toolbar}>
      <SearchBox
        text={text}
        onText={onText}
        label={`Search ${many.toLowerCase()}`}
        className={styles.search}
      />
      <div className={styles.actions}>
        <Button look="primary" onClick={onAdd}>
          <Plus size={16} aria-hidden /> Add {one}
        </Button>
        <Button onClick={onImport}>
          <Upload size={16} aria-hidden /> Import
        </Button>
        <ExportButton kind={kind} />
      </div>
    </div>
  );
}

function ExportButton({ kind }: { kind: RegistryKind }) {
  const {
    connection: { http },
  } = useRealtimeConnection();
  const [problem, setProblem] = useState<string | null>(null);
  const save = (): void => {
    http
      .exportRegistry({ kind })
      .then((response) => response.blob())
      .then((file) => {
        saveFile(file, `${kind}.csv`);
        setProblem(null);
      })
      .catch((error: unknown) => setProblem(error instanceof Error ? error.message : String(error)));
  };
  return (
    <Button onClick={save} title={problem ?? `Save all ${kind} as a CSV file`}>
      <Download size={16} aria-hidden /> {problem === null ? 'Export' : 'Export failed'}
    </Button>
  );
}

function countLine(total: number | undefined, text: string, one: string): string {
  if (total === undefined) return 'Reading…';
  const count = `${total.toLocaleString('en')} ${total === 1 ? one : `${one}s`}`;
  if (text.trim() === '') return count;
  return total === 0 ? `No ${one} matches “${text.trim()}”` : `${count} found`;
}
