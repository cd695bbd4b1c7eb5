import { CircleHelp, LogOut, Moon, Settings2, Sun } from 'lucide-react';
import { useState } from 'react';
import { useSession } from '../session/session.tsx';
import { IconButton } from './button.tsx';
import { HelpDialog } from './help-dialog.tsx';
import styles from './menu.module.css';
import { PageMenu } from './page-menu.tsx';
import { SettingsDialog } from './settings-dialog.tsx';
import { chooseTheme, useTheme } from './theme.ts';
import { useShortcut } from './use-shortcut.ts';

/** What concerns the whole page: help, settings, theme, signing out. */
export function Menu() {
  const theme = useTheme();
  const { signOut } = useSession();
  const [open, setOpen] = useState<'help' | 'settings' | null>(null);
  useShortcut('?', () => setOpen('help'));
  const other = theme === 'dark' ? 'light' : 'dark';
  return (
    <nav className={styles.menu} aria-label="Waycast">
      <span className={styles.brand}>
        <img src="/icon.svg" alt="" width={20} height={20} />
        Waycast
      </span>
      <PageMenu />
      <IconButton label="Keyboard help (?)" onClick={() => setOpen('help')}>
        <CircleHelp size={18} />
      </IconButton>
      <IconButton label={`Use the ${other} theme`} onClick={() => chooseTheme(other)}>
        {theme === 'dark' ? <Sun size={18} /> : <Moon size={18} />}
      </IconButton>
      <IconButton label="Settings" onClick={() => setOpen('settings')}>
        <Settings2 size={18} />
      </IconButton>
      <IconButton label="Sign out" onClick={() => signOut()}>
        <LogOut size={18} />
      </IconButton>
      <HelpDialog open={open === 'help'} onClose={() => setOpen(null)} />
      <SettingsDialog open={open === 'settings'} onClose={() => setOpen(null)} />
    </nav>
  );
}
