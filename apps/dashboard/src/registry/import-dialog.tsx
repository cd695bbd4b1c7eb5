import type { RegistryKind } from '@waycast/contract';
import { useRealtimeConnection } from '@waycast/react';
import { Dialog } from '../shell/dialog.tsx';
import { ImportForm } from '../shell/import-form.tsx';
import { ImportReportText } from '../shell/import-report.tsx';
import { textOf } from './text-of-file.ts';
import { useRegistryChanged } from './use-entries.ts';

const EXAMPLES: Readonly<Record<RegistryKind, string>> = {
  vehicles: 'vehicleId,name,plate,kind,groups,speedLimitMps,archived,attributes',
  drivers: 'driverId,name,phone,vehicleId',
  groups: 'groupId,name',
};

interface ImportDialogProps {
  readonly kind: RegistryKind;
  readonly onClose: () => void;
}

/** Takes a CSV file of entries. */
export function ImportDialog({ kind, onClose }: ImportDialogProps) {
  const {
    connection: { http },
  } = useRealtimeConnection();
  const changed = useRegistryChanged();
  return (
    <Dialog
      title={`Import ${kind}`}
      description="A CSV file with commas or semicolons, in UTF-8. Nothing is entered before you have seen what would change."
      open
      onClose={onClose}
    >
      <ImportForm
        label="File"
        note={
          <>
            The first line names the columns, of which only the first is needed: <code>{EXAMPLES[kind]}</code>
            . An export has the same form.
          </>
        }
        accept=".csv,text/csv"
        send={async (file, dryRun) =>
          http.importRegistry({ kind, ...(dryRun ? { dryRun: 'true' } : {}) }, await textOf(file))
        }
        onEntered={changed}
        report={(report) => <ImportReportText report={report} />}
        onDone={onClose}
      />
    </Dialog>
  );
}
