/** What a tab needs of the page: what its address carries, and how to change it. */
export interface TabProps {
  readonly text: string;
  /** The entry that is open; `new` for one that is not saved yet. */
  readonly id: string | undefined;
  readonly onText: (text: string) => void;
  readonly onOpen: (id: string | undefined) => void;
}
