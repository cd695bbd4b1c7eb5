import { LogOut, Moon, Sun } from 'lucide-react';
import type { ReactNode } from 'react';
import { useSession } from '../session/session.tsx';
import { IconButton } from './button.tsx';
import styles from './phone-head.module.css';
import { chooseTheme, useTheme } from './theme.ts';

interface PhoneHeadProps {
  readonly title: string;
  /** Why nobody may sign out now; it stands as the button's tooltip. */
  readonly stay?: string | undefined;
  /** Further buttons, before those of every page. */
  readonly children?: ReactNode;
}

/** The top of a page for phones: what it is, the theme, signing out. */
export function PhoneHead({ title, stay, children }: PhoneHeadProps) {
  const { signOut } = useSession();
  const theme = useTheme();
  const other = theme === 'dark' ? 'light' : 'dark';
  return (
    <header className={styles.head}>
      <h1>{title}</h1>
      {children}
      <IconButton label={`Use the ${other} theme`} onClick={() => chooseTheme(other)}>
        {theme === 'dark' ? <Sun size={18} /> : <Moon size={18} />}
      </IconButton>
      <IconButton label={stay ?? 'Sign out'} disabled={stay !== undefined} onClick={() => signOut()}>
        <LogOut size={18} />
      </IconButton>
    </header>
  );
}
