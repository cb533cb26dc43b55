/** Brings what `npm start` shows up to date: the renderer, and Electron's bundles where Electron's binary is present. */
import { build } from 'electron-vite';
import { electronBinary } from '../src/apps/console/electron-binary.ts';
import { buildRenderer } from './renderer.ts';

await buildRenderer();
if (electronBinary() !== null) await build({ configFile: 'build/electron.vite.ts', logLevel: 'warn' });
