import { Link } from '@tanstack/react-router';
import {
  Activity,
  Bell,
  BookUser,
  ChartColumn,
  Hexagon,
  LayoutGrid,
  type LucideIcon,
  Map as MapIcon,
  Smartphone,
} from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { IconButton } from './button.tsx';
import styles from './page-menu.module.css';

interface Page {
  readonly to: '/' | '/alerts' | '/reports' | '/geofences' | '/registry' | '/devices' | '/operations';
  readonly words: string;
  readonly icon: LucideIcon;
}

/** The pages of the dashboard, those for every day first. */
const PAGES: readonly Page[] = [
  { to: '/', words: 'Map', icon: MapIcon },
  { to: '/alerts', words: 'Alerts', icon: Bell },
  { to: '/reports', words: 'Reports', icon: ChartColumn },
  { to: '/geofences', words: 'Geofences', icon: Hexagon },
  { to: '/registry', words: 'Vehicles, drivers, groups', icon: BookUser },
  { to: '/devices', words: 'Phones and trackers', icon: Smartphone },
  { to: '/operations', words: 'Servers', icon: Activity },
];

/** The way from any page to any other. */
export function PageMenu() {
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger asChild>
        <IconButton label="Pages">
          <LayoutGrid size={18} />
        </IconButton>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className={styles.pages} align="end" sideOffset={4}>
          {PAGES.map(({ to, words, icon: Icon }) => (
            <DropdownMenu.Item key={to} asChild>
              <Link to={to} className={styles.page}>
                <Icon size={18} aria-hidden />
                {words}
              </Link>
            </DropdownMenu.Item>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
