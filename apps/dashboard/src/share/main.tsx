import '@fontsource-variable/inter/wght.css';
import '../styles/tokens.css';
import '../styles/base.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { takeStyleFromAddress } from '../map/map-settings.ts';
import { applyTheme } from '../shell/theme.ts';
import { SharePage } from './share-page.tsx';

applyTheme();
takeStyleFromAddress(window.location, window.history);
const place = document.getElementById('root');
if (place === null) throw new Error('share.html has no element with the id "root".');
createRoot(place).render(
  <StrictMode>
    <SharePage />
  </StrictMode>,
);
