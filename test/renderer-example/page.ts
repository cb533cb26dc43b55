/** Puts a scripted console where the shell's preload script would put the real one, then starts the renderer. */
import '../../renderer/security.ts';
import { ScriptedConsole } from './scripted-console.ts';

const scene = new URLSearchParams(location.search).get('scene') ?? 'ready';
// A product page has no search part; the router must not find one here either.
history.replaceState(null, '', `${location.pathname}${location.hash}`);
Object.defineProperty(window, 'countersign', { value: new ScriptedConsole(scene).bridge() });
await import('../../renderer/main.tsx');
