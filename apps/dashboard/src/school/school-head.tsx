import { Link } from '@tanstack/react-router';
import { BookOpenCheck, GraduationCap } from 'lucide-react';
import styles from '../shell/board-head.module.css';
import { BoardHead } from '../shell/board-head.tsx';

/** The top of the board: the way back to the map, and on to the plan and the students. */
export function SchoolHead({ title }: { readonly title: string }) {
  return (
    <BoardHead title={title}>
      <nav className={styles.links} aria-label="School">
        <Link to="/school/plan" className={styles.link}>
          <BookOpenCheck size={16} aria-hidden /> Plan
        </Link>
        <Link to="/school/students" className={styles.link}>
          <GraduationCap size={16} aria-hidden /> Students
        </Link>
      </nav>
    </BoardHead>
  );
}
