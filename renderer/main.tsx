import './security.ts';
import '@fontsource-variable/ibm-plex-sans/wght.css';
import '@fontsource/ibm-plex-mono/latin-400.css';
import '@fontsource/ibm-plex-mono/latin-500.css';
import '@fontsource/ibm-plex-mono/latin-600.css';
import '@mantine/core/styles.css';
import './theme/base.css';
import './components/components.css';
import './components/rounds.css';
import './frame/frame.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { connect } from './api/client.ts';
import { App } from './App.tsx';
import { Unattached } from './features/first-run/Unattached.tsx';
import { Theme } from './theme/Theme.tsx';

const root = document.getElementById('root');
if (root === null) throw new Error('The page has no root element.');
const client = connect();
createRoot(root).render(
  <StrictMode>
    <Theme>{client === null ? <Unattached /> : <App client={client} />}</Theme>
  </StrictMode>,
);
