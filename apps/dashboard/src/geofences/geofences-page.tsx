import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { WaycastError } from '@waycast/client';
import type { Geofence } from '@waycast/contract';
import { ArrowLeft, Circle, Download, Hexagon, Route, Upload } from 'lucide-react';
import { lazy, type ReactNode, Suspense, useEffect, useRef, useState } from 'react';
import { BottomSheet, SHEET_STOPS, type SheetStop } from '../shell/bottom-sheet.tsx';
import { Button, IconButton } from '../shell/button.tsx';
import screen from '../shell/fleet-screen.module.css';
import forms from '../shell/form.module.css';
import { Problem } from '../shell/problem.tsx';
import { PHONE, useMedia } from '../shell/use-media.ts';
import { useShortcut } from '../shell/use-shortcut.ts';
import { useTitle } from '../shell/use-title.ts';
import { type Draft, type Drawing, draftOf, fromDrawing, newDraft } from './draft.ts';
import { FenceForm } from './fence-form.tsx';
import { FenceList } from './fence-list.tsx';
import styles from './geofences.module.css';
import { type FenceToSave, useExport, useGeofenceChanges, useGeofences } from './use-geofences.ts';

const FenceMap = lazy(async () => ({ default: (await import('./fence-map.tsx')).FenceMap }));
const PANEL_PX = 344 + 24;
const NONE: readonly Geofence[] = [];

/** Fences on a map: listed, drawn, changed, taken from files. */
export function GeofencesPage() {
  useTitle('Geofences · Waycast');
  const { data: fences = NONE, error } = useGeofences();
  const changes = useGeofenceChanges();
  const { draft, setDraft, choose, drawn } = useDraft(fences);
  const [stop, setStop] = useState<SheetStop>('half');
  const phone = useMedia(PHONE);
  useShortcut('Escape', () => setDraft(null));
  useFreshCalls(changes, draft);

  function save(): void {
    if (draft?.shape == null) return;
    const { id, name, dwellS, appliesTo } = draft;
    const fence = { id, name, shape: draft.shape as FenceToSave['shape'], dwellS, appliesTo };
    changes.save.mutate(fence, { onSuccess: () => setDraft(null) });
  }

  const panel =
    draft === null ? (
      <>
        <Tools onNew={(kind) => setDraft(newDraft(kind))} take={changes.take} />
        {error === null ? <FenceList fences={fences} onChoose={choose} /> : <Refused error={error} />}
      </>
    ) : (
      <FenceForm
        draft={draft}
        saving={changes.save.isPending}
        problem={changes.save.error?.message ?? changes.remove.error?.message ?? null}
        onChange={setDraft}
        onSave={save}
        onCancel={() => setDraft(null)}
        onRemove={() =>
          draft.id !== undefined && changes.remove.mutate(draft.id, { onSuccess: () => setDraft(null) })
        }
      />
    );
  return (
    <div className={screen.screen}>
      <main className={screen.map} aria-label="Map">
        <Suspense>
          <FenceMap
            fences={fences}
            draft={draft}
            padding={
              phone
                ? {
                    top: 0,
                    left: 0,
                    right: 0,
                    bottom: Math.round(window.innerHeight * SHEET_STOPS[stop === 'full' ? 'half' : stop]),
                  }
                : { top: 0, bottom: 0, left: PANEL_PX, right: 0 }
            }
            onDrawn={drawn}
            onChoose={choose}
          />
        </Suspense>
      </main>
      <Panel phone={phone} stop={stop} onStop={setStop}>
        <Header />
        {panel}
      </Panel>
    </div>
  );
}

/** The open fence has an address; a new one has none before it is saved. */
function useDraft(fences: readonly Geofence[]) {
  const navigate = useNavigate();
  const { fence: chosen }: { fence?: string } = useSearch({ strict: false });
  const [draft, set] = useState<Draft | null>(null);
  const known = fences.find(({ id }) => id === chosen);
  const opened = useRef<string>(undefined);
  useEffect(() => {
    if (opened.current === known?.id) return;
    opened.current = known?.id;
    set(known === undefined ? null : draftOf(known));
  }, [known]);
  const goTo = (id: string | undefined): void =>
    void navigate({ to: '/geofences', search: id === undefined ? {} : { fence: id } });
  return {
    draft,
    choose: goTo,
    setDraft(next: Draft | null): void {
      set(next);
      if (next === null && chosen !== undefined) goTo(undefined);
    },
    drawn(drawing: Drawing): void {
      set((before) => (before === null ? null : { ...before, shape: fromDrawing(drawing, before.sizeM) }));
    },
  };
}

/** What was refused of one fence says nothing about the next. */
function useFreshCalls({ save, remove }: ReturnType<typeof useGeofenceChanges>, draft: Draft | null): void {
  const [open, id] = [draft !== null, draft?.id];
  const { reset: forgetSave } = save;
  const { reset: forgetRemoval } = remove;
  useEffect(() => {
    void open;
    void id;
    forgetSave();
    forgetRemoval();
  }, [open, id, forgetSave, forgetRemoval]);
}

interface PanelProps {
  readonly phone: boolean;
  readonly stop: SheetStop;
  readonly onStop: (stop: SheetStop) => void;
  readonly children: ReactNode;
}

function Panel({ phone, stop, onStop, children }: PanelProps) {
  if (!phone) return <aside className={`${screen.panel} ${screen.left}`}>{children}</aside>;
  return (
    <BottomSheet stop={stop} onStop={onStop} label="Panel">
      {children}
    </BottomSheet>
  );
}

function Header() {
  return (
    <header className={styles.header}>
      <Link to="/" className={styles.back} aria-label="Back to the map" title="Back to the map">
        <ArrowLeft size={18} />
      </Link>
      <h1>Geofences</h1>
    </header>
  );
}

interface ToolsProps {
  readonly onNew: (kind: Draft['kind']) => void;
  readonly take: ReturnType<typeof useGeofenceChanges>['take'];
}

function Tools({ onNew, take }: ToolsProps) {
  const file = useRef<HTMLInputElement>(null);
  const { problem, exportAll } = useExport();
  return (
    <>
      <div className={styles.tools}>
        <Button onClick={() => onNew('circle')}>
          <Circle size={16} aria-hidden /> Circle
        </Button>
        <Button onClick={() => onNew('polygon')}>
          <Hexagon size={16} aria-hidden /> Area
        </Button>
        <Button onClick={() => onNew('corridor')}>
          <Route size={16} aria-hidden /> Corridor
        </Button>
        <IconButton label="Import GeoJSON" onClick={() => file.current?.click()}>
          <Upload size={18} />
        </IconButton>
        <IconButton label="Export GeoJSON" onClick={exportAll}>
          <Download size={18} />
        </IconButton>
        <input
          ref={file}
          type="file"
          accept=".geojson,.json,application/geo+json,application/json"
          aria-label="GeoJSON file"
          hidden
          onChange={(event) => {
            const [chosen] = event.target.files ?? [];
            if (chosen !== undefined) take.mutate(chosen);
            event.target.value = '';
          }}
        />
      </div>
      {problem !== null && (
        <div className={styles.told}>
          <Problem role="alert">The file could not be made: {problem}</Problem>
        </div>
      )}
      {take.error !== null && (
        <div className={styles.told}>
          <Problem role="alert">{take.error.message}</Problem>
        </div>
      )}
      {take.data !== undefined && take.error === null && (
        <div className={styles.told}>
          <p className={forms.note} role="status">
            {take.data.stored} taken over.
          </p>
        </div>
      )}
    </>
  );
}

function Refused({ error }: { readonly error: Error }) {
  const forbidden = error instanceof WaycastError && error.code === 'forbidden';
  return (
    <div className={styles.told}>
      <Problem role="alert">
        {forbidden ? 'Fences are for dispatchers and admins. Sign in with such a token.' : error.message}
      </Problem>
    </div>
  );
}
