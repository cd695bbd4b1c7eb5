import { useState } from 'react';

/** How long a browser may take to begin. */
const KEEP_MS = 60_000;

interface Saving {
  /** Why the last file could not be made. */
  readonly problem: string | null;
  readonly save: (file: () => Promise<Blob>, name: string) => void;
}

/** Makes a file and lets the browser save it as a download. */
export function useSave(): Saving {
  const [problem, setProblem] = useState<string | null>(null);
  const save = (file: () => Promise<Blob>, name: string): void => {
    setProblem(null);
    file()
      .then((made) => download(made, name))
      .catch((error: unknown) => setProblem(error instanceof Error ? error.message : String(error)));
  };
  return { problem, save };
}

function download(file: Blob, name: string): void {
  const url = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), KEEP_MS);
}
