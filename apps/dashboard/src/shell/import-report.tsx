import type { ImportReport } from '@waycast/contract';
import { countText } from '../words/figures.ts';
import { Problem } from './problem.tsx';
import { RowProblems } from './row-problems.tsx';

/** What the rows of a file would do or have done. */
export function ImportReportText({ report }: { readonly report: ImportReport }) {
  const { rows, created, changed, unchanged, applied, errorCount, errors } = report;
  if (errorCount > 0)
    return (
      <>
        <Problem>
          {countText(errorCount, 'mistake')} in {countText(rows, 'row')}; nothing was entered.
        </Problem>
        <RowProblems problems={errors} count={errorCount} label="Mistakes" />
      </>
    );
  const will = applied ? 'were' : 'will be';
  return (
    <p>
      <strong>{countText(rows, 'row')}</strong>: {created.toLocaleString('en')} {will} created,{' '}
      {changed.toLocaleString('en')} {will} changed, {unchanged.toLocaleString('en')}{' '}
      {applied ? 'were' : 'are'} as they should be.
    </p>
  );
}
