/** One setting that cannot be used, and what it takes. */
export interface ConfigProblem {
  /** The environment variable, or the option's name where it came from code. */
  readonly setting: string;
  /** What is wrong and what to do, as a sentence that starts with the setting's name; secrets are masked. */
  readonly message: string;
}

/** Thrown when settings cannot be used; it names all of them at once. */
export class ConfigError extends Error {
  readonly problems: readonly ConfigProblem[];

  constructor(problems: readonly ConfigProblem[]) {
    const [first] = problems;
    const lines = problems.map(({ message }) => `  ${message}`);
    const summary =
      problems.length === 1
        ? first?.message
        : `${problems.length} settings cannot be used:\n${lines.join('\n')}`;
    super(summary);
    this.name = 'ConfigError';
    this.problems = problems;
  }
}
