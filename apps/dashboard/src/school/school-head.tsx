import { Link } from '@tanstack/react-router';
import { ArrowLeft, BookOpenCheck, GraduationCap } from 'lucide-react';
import styles from './school-head.module.css';

/** The top of the board: the way back to the map, and on to the plan and the students. */
export function SchoolHead({ title }: { readonly title: string }) {
  return (
    <header className={styles.header}>
      <Link to="/" className={styles.back} aria-label="Back to the map" title="Back to the map">
        <ArrowLeft size={18} />
      </Link>
      <h1>{title}</h1>
      <nav className={styles.links} aria-label="School">
        <Link to="/school/plan" className={styles.link}>
          <BookOpenCheck size={16} aria-hidden /> Plan
        </Link>
        <Link to="/school/students" className={styles.link}>
          <GraduationCap size={16} aria-hidden /> Students
        </Link>
      </nav>
    </header>
  );
}
