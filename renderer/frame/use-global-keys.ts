import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { places } from './places.ts';

/** Whether a key press belongs to what the person types or to an open dialog, not to the frame. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || target.closest('input, textarea, select, [role="dialog"], [role="menu"]') !== null;
}

interface GlobalKeys {
  readonly onHelp: () => void;
  readonly onPalette: () => void;
}

/** `g` and a letter to go, `n` for a new transfer, `?` for help, Ctrl or Cmd and K for the palette. */
export function useGlobalKeys({ onHelp, onPalette }: GlobalKeys): void {
  const navigate = useNavigate();
  const afterG = useRef(false);
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        return onPalette();
      }
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      const place = afterG.current ? places.find(({ letter }) => letter === event.key) : undefined;
      afterG.current = event.key === 'g';
      if (place !== undefined) void navigate({ to: place.to });
      else if (event.key === 'n') void navigate({ to: '/transfers/new' });
      else if (event.key === '?') onHelp();
      else return;
      event.preventDefault();
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, [navigate, onHelp, onPalette]);
}

/** Whether Enter already means something where the focus is. */
const isOnControl = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.closest('a, button, [role="tab"]') !== null;

/** Runs an action on a single key of a screen, while nobody types and no dialog is open. */
export function useKey(key: string, run: () => void, isEnabled = true): void {
  const action = useRef(run);
  useEffect(() => {
    action.current = run;
  });
  useEffect(() => {
    if (!isEnabled) return;
    const press = (event: KeyboardEvent) => {
      if (event.key !== key || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      if (key === 'Enter' && isOnControl(event.target)) return;
      event.preventDefault();
      action.current();
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, [key, isEnabled]);
}

/** Runs an action on Ctrl or Cmd and Enter, also while the person types. */
export function useConfirmKey(run: () => void, isEnabled: boolean): void {
  const action = useRef(run);
  useEffect(() => {
    action.current = run;
  });
  useEffect(() => {
    if (!isEnabled) return;
    const press = (event: KeyboardEvent) => {
      if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      action.current();
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, [isEnabled]);
}
