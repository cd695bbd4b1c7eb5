import { textOf } from '../../registry/text-of-file.ts';
import { Dialog } from '../../shell/dialog.tsx';
import { ImportForm } from '../../shell/import-form.tsx';
import { ImportReportText } from '../../shell/import-report.tsx';
import { useSchoolApi } from '../api/school-api.ts';
import { useStudentsChanged } from './use-students.ts';

/** Takes a CSV file of students. */
export function ImportStudents({ onClose }: { readonly onClose: () => void }) {
  const api = useSchoolApi();
  const changed = useStudentsChanged();
  return (
    <Dialog
      title="Import students"
      description="A CSV file with commas or semicolons, in UTF-8. Nothing is entered before you have seen what would change."
      open
      onClose={onClose}
    >
      <ImportForm
        label="File"
        note="An export has the columns that an import takes; save one to begin with."
        accept=".csv,text/csv"
        send={async (file, dryRun) =>
          api.importStudents({ dryRun: dryRun ? 'true' : 'false' }, await textOf(file))
        }
        onEntered={changed}
        report={(report) => <ImportReportText report={report} />}
        onDone={onClose}
      />
    </Dialog>
  );
}
