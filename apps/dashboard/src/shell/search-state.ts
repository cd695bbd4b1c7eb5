import { useNavigate, useSearch } from '@tanstack/react-router';

const TEXT_MAX = 128;

/** A text of an address; what is none counts as empty. A text of digits comes as a number. */
export function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value).slice(0, TEXT_MAX) : '';
}

type Changes<S> = { readonly [K in keyof S]?: S[K] | undefined };

/** The page's state lives in its address: every one can be linked to, and the back button works. */
export function useSearchState<S extends object>(): {
  readonly search: S;
  readonly change: (changes: Changes<S>, replace: boolean) => void;
} {
  const navigate = useNavigate();
  const known: object = useSearch({ strict: false });
  const search = known as S;
  const change = (changes: Changes<S>, replace: boolean): void => {
    const next = Object.entries({ ...search, ...changes }).filter(([, value]) => value !== undefined);
    void navigate({ to: '.', search: Object.fromEntries(next), replace });
  };
  return { search, change };
}
