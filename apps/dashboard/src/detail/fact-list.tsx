import styles from './fact-list.module.css';

interface FactListProps {
  /** Names and values; null: there is nothing to say. */
  readonly facts: readonly (readonly [name: string, value: string | null])[];
}

/** What is known of a thing, a line each. */
export function FactList({ facts }: FactListProps) {
  return (
    <dl className={styles.facts}>
      {facts.map(([name, value]) =>
        value === null ? null : (
          <div key={name} style={{ display: 'contents' }}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ),
      )}
    </dl>
  );
}
