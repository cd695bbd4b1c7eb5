/** A JWT, or a function that fetches one. */
export type Token = string | (() => Promise<string>);
