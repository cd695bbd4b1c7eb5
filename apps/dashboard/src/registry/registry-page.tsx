import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import type { RegistryKind } from '@waycast/contract';
import { useState } from 'react';
import { PageHead } from '../shell/page-head.tsx';
import { useTitle } from '../shell/use-title.ts';
import { EntryDialog } from './entry-dialog.tsx';
import { ENTRY_KINDS } from './entry-kinds.ts';
import { EntryList } from './entry-list.tsx';
import { ImportDialog } from './import-dialog.tsx';
import styles from './registry.module.css';
import { type RegistrySearch, TABS, type Tab } from './registry-search.ts';
import { TenantForm } from './tenant-form.tsx';

const TAB_WORDS: Readonly<Record<Tab, string>> = {
  vehicles: 'Vehicles',
  drivers: 'Drivers',
  groups: 'Groups',
  settings: 'Settings',
};

/** Vehicles, drivers, groups, and what holds for all of them. */
export function RegistryPage() {
  useTitle('Registry · Waycast');
  const search: RegistrySearch = useSearch({ strict: false });
  const tab: Tab = search.tab ?? 'vehicles';
  return (
    <main className={styles.page}>
      <PageHead title="Registry" />
      <nav className={styles.tabs} aria-label="Registry">
        {TABS.map((name) => (
          <Link
            key={name}
            to="/registry"
            search={name === 'vehicles' ? {} : { tab: name }}
            activeOptions={{ exact: true, includeSearch: true }}
            className={styles.tab}
            aria-current={name === tab ? 'page' : undefined}
          >
            {TAB_WORDS[name]}
          </Link>
        ))}
      </nav>
      {tab === 'settings' ? <TenantForm /> : <Entries key={tab} kind={tab} />}
    </main>
  );
}

/** The list of one kind, and what is open before it. */
function Entries({ kind }: { kind: RegistryKind }) {
  const navigate = useNavigate();
  const search: RegistrySearch = useSearch({ strict: false });
  const [open, setOpen] = useState<'new' | 'import' | null>(null);
  const { id, ...rest } = search;
  const change = (next: RegistrySearch, replace: boolean): void =>
    void navigate({ to: '/registry', search: next, replace });
  const close = (): void => {
    setOpen(null);
    if (id !== undefined) change(rest, false);
  };
  return (
    <>
      <EntryList
        kind={kind}
        text={search.q ?? ''}
        onText={(q) => {
          const { q: _, ...others } = search;
          change(q === '' ? others : { ...others, q }, true);
        }}
        onOpen={(chosen) => change({ ...search, id: chosen }, false)}
        onAdd={() => setOpen('new')}
        onImport={() => setOpen('import')}
      />
      {(id !== undefined || open === 'new') && (
        <EntryDialog key={id ?? ''} kind={ENTRY_KINDS[kind]} tab={kind} id={id} onClose={close} />
      )}
      {open === 'import' && <ImportDialog kind={kind} onClose={close} />}
    </>
  );
}
