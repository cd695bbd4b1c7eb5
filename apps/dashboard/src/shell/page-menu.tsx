import { Link } from '@tanstack/react-router';
import {
  Activity,
  Bell,
  BookUser,
  Bus,
  CarTaxiFront,
  ChartColumn,
  Hexagon,
  Inbox,
  LayoutGrid,
  type LucideIcon,
  Map as MapIcon,
  Route as RoadIcon,
  Smartphone,
} from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { useMe } from '../session/use-me.ts';
import { IconButton } from './button.tsx';
import styles from './page-menu.module.css';

interface Page {
  readonly to:
    | '/'
    | '/alerts'
    | '/reports'
    | '/geofences'
    | '/registry'
    | '/devices'
    | '/operations'
    | '/school'
    | '/school/driver'
    | '/school/guardian'
    | '/taxi'
    | '/taxi/driver'
    | '/taxi/rider'
    | '/roads'
    | '/inbox';
  readonly words: string;
  readonly icon: LucideIcon;
}

/** The pages of the dashboard, those for every day first. */
const PAGES: readonly Page[] = [
  { to: '/', words: 'Map', icon: MapIcon },
  { to: '/alerts', words: 'Alerts', icon: Bell },
  { to: '/reports', words: 'Reports', icon: ChartColumn },
  { to: '/geofences', words: 'Geofences', icon: Hexagon },
  { to: '/roads', words: 'Roads', icon: RoadIcon },
  { to: '/registry', words: 'Vehicles, drivers, groups', icon: BookUser },
  { to: '/devices', words: 'Phones and trackers', icon: Smartphone },
  { to: '/operations', words: 'Servers', icon: Activity },
];

const OFFICE: ReadonlySet<string> = new Set(['admin', 'dispatcher']);

/** What a school's server, or a demo, offers besides, first: the board to the office, and to others what concerns them. */
export function schoolPages(
  me: { readonly profile: string; readonly roles: readonly string[] } | undefined,
): Page[] {
  if (me?.profile !== 'school' && me?.profile !== 'demo') return [];
  const has = (role: string): boolean => me.roles.includes(role);
  return [
    ...(me.roles.some((role) => OFFICE.has(role))
      ? [{ to: '/school', words: 'School: trips of the day', icon: Bus } as const]
      : []),
    ...(has('driver') ? [{ to: '/school/driver', words: 'My trips today', icon: Bus } as const] : []),
    ...(has('viewer') ? [{ to: '/school/guardian', words: 'My children', icon: Bus } as const] : []),
  ];
}

/** What a fleet's server, or a demo, offers of taxis, by role; a school's offers none. */
export function taxiPages(me: Parameters<typeof schoolPages>[0]): Page[] {
  if (me === undefined || me.profile === 'school') return [];
  const has = (role: string): boolean => me.roles.includes(role);
  const icon = CarTaxiFront;
  return [
    ...(me.roles.some((role) => OFFICE.has(role))
      ? [{ to: '/taxi', words: 'Taxi: orders and drivers', icon } as const]
      : []),
    ...(has('driver') ? [{ to: '/taxi/driver', words: 'Taxi: my shift', icon } as const] : []),
    ...(has('customer') ? [{ to: '/taxi/rider', words: 'Order a ride', icon } as const] : []),
  ];
}

/** Conversations, for those who answer in them. */
export function inboxPages(me: Parameters<typeof schoolPages>[0]): Page[] {
  const answers = me?.roles.some((role) => OFFICE.has(role) || role === 'agent') === true;
  return answers ? [{ to: '/inbox', words: 'Inbox: conversations', icon: Inbox }] : [];
}

/** What only a demo points at: everywhere the page of roads stands in the menu. */
export function roadPages(me: Parameters<typeof schoolPages>[0]): Page[] {
  return me?.profile === 'demo' ? [{ to: '/roads', words: 'Roads: how they are', icon: RoadIcon }] : [];
}

/** The way from any page to any other. */
export function PageMenu() {
  const me = useMe();
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger asChild>
        <IconButton label="Pages">
          <LayoutGrid size={18} />
        </IconButton>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className={styles.pages} align="end" sideOffset={4}>
          {[...schoolPages(me.data), ...PAGES, ...taxiPages(me.data), ...inboxPages(me.data)].map(
            ({ to, words, icon: Icon }) => (
              <DropdownMenu.Item key={to} asChild>
                <Link to={to} className={styles.page}>
                  <Icon size={18} aria-hidden />
                  {words}
                </Link>
              </DropdownMenu.Item>
            ),
          )}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
