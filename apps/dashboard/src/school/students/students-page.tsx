import { useNavigate, useSearch } from '@tanstack/react-router';
import type { Student } from '@waycast/contract';
import { Download, Plus, TriangleAlert, Upload } from 'lucide-react';
import { useEffect, useState } from 'react';
import { RowList } from '../../list/row-list.tsx';
import { RowWords } from '../../list/row-words.tsx';
import { SearchBox } from '../../list/search-box.tsx';
import { useTyped } from '../../list/use-typed.ts';
import registry from '../../registry/registry.module.css';
import { Button } from '../../shell/button.tsx';
import { PageHead } from '../../shell/page-head.tsx';
import { useSave } from '../../shell/use-save.ts';
import { useTitle } from '../../shell/use-title.ts';
import { countText } from '../../words/figures.ts';
import { useSchoolApi } from '../api/school-api.ts';
import { flagWords } from '../words/alert-words.ts';
import { ImportStudents } from './import-students.tsx';
import { StudentDialog } from './student-dialog.tsx';
import styles from './students.module.css';
import type { StudentsSearch } from './students-search.ts';
import { useStudents } from './use-students.ts';

const ROW_PX = 60;
/** With so few rows left below, the next page is read. */
const READ_AHEAD = 100;

/** Everyone who rides: found as one types, entered, changed, erased. */
export function StudentsPage() {
  useTitle('Students · Waycast');
  const navigate = useNavigate();
  const search: StudentsSearch = useSearch({ strict: false });
  const [open, setOpen] = useState<'new' | 'import' | null>(null);
  const change = (next: StudentsSearch, replace: boolean): void =>
    void navigate({ to: '/school/students', search: next, replace });
  const { q, id } = search;
  const rest = q === undefined ? {} : { q };
  const close = (): void => {
    setOpen(null);
    if (id !== undefined) change(rest, false);
  };
  return (
    <main className={registry.page}>
      <PageHead title="Students" back={{ to: '/school', words: 'Board' }} />
      <StudentList
        text={q ?? ''}
        onText={(text) => change(text === '' ? {} : { q: text }, true)}
        onOpen={(studentId) => change({ ...rest, id: studentId }, false)}
        onAdd={() => setOpen('new')}
        onImport={() => setOpen('import')}
      />
      {(id !== undefined || open === 'new') && <StudentDialog key={id ?? ''} id={id} onClose={close} />}
      {open === 'import' && <ImportStudents onClose={close} />}
    </main>
  );
}

interface StudentListProps {
  readonly text: string;
  readonly onText: (text: string) => void;
  readonly onOpen: (studentId: string) => void;
  readonly onAdd: () => void;
  readonly onImport: () => void;
}

function StudentList(props: StudentListProps) {
  const { text, onOpen } = props;
  const [typed, type] = useTyped(text, props.onText);
  const { students, total, error, isPending, hasNextPage, isFetchingNextPage, fetchNextPage } =
    useStudents(text);
  const [lastSeen, setLastSeen] = useState(0);
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && lastSeen > students.length - READ_AHEAD) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage, lastSeen, students.length]);
  const count = total ?? (isPending ? undefined : students.length);
  return (
    <section className={registry.entries} aria-label="Students">
      <Toolbar {...props} text={typed} onText={type} />
      <p className={registry.count} role="status">
        {error !== null ? `They cannot be read: ${error.message}` : countLine(count, hasNextPage, text)}
      </p>
      {!isPending && error === null && students.length === 0 && text === '' ? (
        <p className={registry.empty}>
          Students ride by a schedule, from a stop to a stop. Import a CSV file of them, or add one by hand;
          the plan comes first, so that there are stops to choose.
        </p>
      ) : (
        <RowList
          items={students}
          rowPx={ROW_PX}
          label="Students"
          keyOf={({ studentId }) => studentId}
          onOpen={({ studentId }) => onOpen(studentId)}
          onLastSeen={setLastSeen}
          className={registry.rows}
        >
          {(student) => <StudentRow student={student} />}
        </RowList>
      )}
    </section>
  );
}

function StudentRow({ student }: { readonly student: Student }) {
  const { studentId, name, grade, rides, guardians, flags } = student;
  const facts = [grade, studentId, countText(rides.length, 'ride'), countText(guardians.length, 'guardian')];
  return (
    <>
      <span className={registry.names}>
        <RowWords name={name} title={name} below={facts.filter(Boolean).join(' · ')} />
      </span>
      {flags.length > 0 && (
        <span className={styles.flag} title={flags.map((flag) => flagWords(flag).remedy).join(' ')}>
          <TriangleAlert size={14} aria-hidden /> {flags.map((flag) => flagWords(flag).what).join(', ')}
        </span>
      )}
    </>
  );
}

function Toolbar({ text, onText, onAdd, onImport }: StudentListProps) {
  const api = useSchoolApi();
  const { problem, save } = useSave();
  return (
    <div className={registry.toolbar}>
      <SearchBox text={text} onText={onText} label="Search students" className={registry.search} />
      <div className={registry.actions}>
        <Button look="primary" onClick={onAdd}>
          <Plus size={16} aria-hidden /> Add student
        </Button>
        <Button onClick={onImport}>
          <Upload size={16} aria-hidden /> Import
        </Button>
        <Button
          onClick={() => save(async () => (await api.exportStudents()).blob(), 'students.csv')}
          title={problem ?? 'Save all students as a CSV file'}
        >
          <Download size={16} aria-hidden /> {problem === null ? 'Export' : 'Export failed'}
        </Button>
      </div>
    </div>
  );
}

function countLine(count: number | undefined, more: boolean, text: string): string {
  if (count === undefined) return 'Reading …';
  if (text.trim() === '') return more && count < 1 ? 'Reading …' : countText(count, 'student');
  return count === 0 ? `No student matches “${text.trim()}”` : `${count.toLocaleString('en')} found`;
}
