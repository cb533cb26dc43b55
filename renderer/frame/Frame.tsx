import { Outlet, useLocation } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { useWorkspace } from '../api/queries.ts';
import { Loading } from '../components/Loading.tsx';
import { Problem } from '../components/Problem.tsx';
import { Announcer } from './Announcer.tsx';
import { KeyboardHelp } from './KeyboardHelp.tsx';
import { Palette } from './Palette.tsx';
import { Sidebar } from './Sidebar.tsx';
import { StatusStrip } from './StatusStrip.tsx';
import { TopBar } from './TopBar.tsx';
import { useGlobalKeys } from './use-global-keys.ts';

/** Rail, top bar, status strip, and the screen between them. */
export function Frame() {
  const workspace = useWorkspace();
  const [isHelpOpen, setHelpOpen] = useState(false);
  const [isPaletteOpen, setPaletteOpen] = useState(false);
  useGlobalKeys({ onHelp: () => setHelpOpen(true), onPalette: () => setPaletteOpen(true) });
  const main = useFocusOnArrival();
  const isTest = workspace.data?.network === 'test';
  return (
    <div className={`app${isTest ? ' app-test' : ''}`}>
      <Sidebar workspace={workspace.data} onHelp={() => setHelpOpen(true)} />
      <TopBar workspace={workspace.data} onPalette={() => setPaletteOpen(true)} />
      <main className="main" ref={main} tabIndex={-1}>
        {workspace.data !== undefined && <Outlet />}
        {workspace.data === undefined && workspace.error === null && (
          <Loading step="Reading the workspace from its log" />
        )}
        {workspace.error !== null && workspace.data === undefined && (
          <Problem error={workspace.error} action={{ label: 'Try again', run: () => void workspace.refetch() }} />
        )}
      </main>
      <StatusStrip workspace={workspace.data} />
      <Announcer workspace={workspace.data} />
      <Palette isOpen={isPaletteOpen} onClose={() => setPaletteOpen(false)} />
      <KeyboardHelp isOpen={isHelpOpen} onClose={() => setHelpOpen(false)} />
    </div>
  );
}

/** A new screen takes the focus, so that a screen reader reads its title and Tab starts there. */
function useFocusOnArrival() {
  const main = useRef<HTMLElement>(null);
  const { pathname } = useLocation();
  const last = useRef(pathname);
  useEffect(() => {
    if (last.current === pathname) return;
    last.current = pathname;
    main.current?.focus();
    main.current?.scrollTo(0, 0);
  }, [pathname]);
  return main;
}
