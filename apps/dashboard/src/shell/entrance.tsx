import { Link } from '@tanstack/react-router';
import { ChevronRight } from 'lucide-react';
import { useMe } from '../session/use-me.ts';
import styles from './entrance.module.css';
import { inboxPages, roadPages, schoolPages, taxiPages } from './page-menu.tsx';

/** Who only answers, or looks around, goes there from here; whoever dispatches finds it in the menu of pages. */
function inboxOf(me: Parameters<typeof inboxPages>[0]): ReturnType<typeof inboxPages> {
  const isFirst = me?.profile === 'demo' || me?.roles.every((role) => role === 'agent') === true;
  return isFirst ? inboxPages(me) : [];
}

/** Where a school's people, taxi drivers and riders, and who looks at a demo's roads, go from the map: the first thing in its list. */
export function Entrance() {
  const me = useMe().data;
  // Whoever dispatches has the map to work with, and finds the board in the menu of pages.
  const riders = taxiPages(me).filter(({ to }) => to !== '/taxi');
  const pages = [...schoolPages(me), ...riders, ...inboxOf(me), ...roadPages(me)];
  if (pages.length === 0) return null;
  return (
    <nav className={styles.pages} aria-label="Your pages">
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
