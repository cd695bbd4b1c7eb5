import type { RegistryKind } from '@waycast/contract';
import { useRealtimeConnection } from '@waycast/react';
import { Download, Plus, Upload } from 'lucide-react';
import { useEffect, useState } from 'react';
import { RowList } from '../list/row-list.tsx';
import { RowWords } from '../list/row-words.tsx';
import { SearchBox } from '../list/search-box.tsx';
import { useTyped } from '../list/use-typed.ts';
import { Button } from '../shell/button.tsx';
import { useSave } from '../shell/use-save.ts';
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
  const [lastSeen, setLastSeen] = useState(0);
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
        <RowList
          items={items}
          rowPx={ROW_PX}
          label={words.many}
          keyOf={({ id }) => id}
          onOpen={({ id }) => onOpen(id)}
          onLastSeen={setLastSeen}
          className={styles.rows}
        >
          {(item) => <EntryRow item={item} />}
        </RowList>
      )}
    </section>
  );
}

function EntryRow({ item: { id, name, facts, archived } }: { item: Item }) {
  return (
    <>
      <span className={styles.names}>
        <RowWords
          name={name ?? id}
          title={name ?? id}
          below={name === null ? undefined : <span className={styles.id}>{id}</span>}
          muted={archived}
          lettersMax={NAME_LETTERS}
        />
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
    </>
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
  const { problem, save } = useSave();
  const exportAll = async (): Promise<Blob> => (await http.exportRegistry({ kind })).blob();
  return (
    <Button
      onClick={() => save(exportAll, `${kind}.csv`)}
      title={problem ?? `Save all ${kind} as a CSV file`}
    >
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
