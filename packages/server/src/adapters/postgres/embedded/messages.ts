import type { Parameter, Row } from '../database.ts';

/** What the worker is started with. */
export interface PgliteWorkerOptions {
  /** Folder of the database; undefined keeps it in memory. */
  readonly folder: string | undefined;
  /** A prepared data folder (tar.gz) to begin with. */
  readonly seed: string | undefined;
}

/** From the server to the worker; each is answered once, with its id, in the order they came. */
export type PgliteRequest =
  | {
      readonly id: number;
      readonly kind: 'query';
      readonly text: string;
      readonly parameters: readonly Parameter[];
    }
  /** A statement that is kept by its name, returns no rows and has all values in binary format. */
  | {
      readonly id: number;
      readonly kind: 'run';
      readonly name: string;
      readonly text: string;
      readonly parameters: readonly Uint8Array<ArrayBuffer>[];
    }
  | { readonly id: number; readonly kind: 'exec'; readonly text: string }
  | { readonly id: number; readonly kind: 'close' };

/** From the worker. `started` comes once, before anything else. */
export type PgliteReply =
  | { readonly kind: 'started' }
  | { readonly kind: 'done'; readonly id: number; readonly rows: Row[] }
  | {
      readonly kind: 'failed';
      readonly id: number;
      readonly message: string;
      readonly sqlState: string | undefined;
    };
