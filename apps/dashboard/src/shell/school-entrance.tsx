import { Link } from '@tanstack/react-router';
import { ChevronRight } from 'lucide-react';
import { useMe } from '../session/use-me.ts';
import { schoolPages } from './page-menu.tsx';
import styles from './school-entrance.module.css';

/** Where a school's people go from the map: the first thing in its list. */
export function SchoolEntrance() {
  const pages = schoolPages(useMe().data);
  if (pages.length === 0) return null;
  return (
    <nav className={styles.pages} aria-label="School transport">
      {pages.map(({ to, words, icon: Icon }) => (
        <Link key={to} to={to} className={styles.page}>
          <Icon size={18} aria-hidden />
          <span>{words}</span>
          <ChevronRight size={16} aria-hidden />
        </Link>
      ))}
    </nav>
  );
}
