import { resolve } from 'node:path';
import { defineConfig } from 'electron-vite';
import { entryUrls } from './electron/entry-urls.ts';

/** Every program of the Electron shell, by the name of its bundle in `out/main`. */
const PROGRAMS = {
  main: 'electron/main.ts',
  cosigner: 'electron/programs/cosigner.ts',
  devchain: 'electron/programs/devchain.ts',
  'evm-devchain': 'electron/programs/evm-devchain.ts',
  officer: 'electron/programs/officer.ts',
  'mpc-worker': 'src/apps/cosigner/mpc-worker.ts',
  'prime-worker': 'src/apps/cosigner/prime-worker.ts',
  'signature-worker': 'src/apps/console/signature-worker.ts',
};

// litesvm's engine is a native module and stays a file; everything else becomes part of the bundle.
const NATIVE = /^litesvm-/;

/** Main and preload bundles of the Electron shell. The renderer has its own configuration, shared with the browser shell. */
export default defineConfig({
  main: {
    plugins: [entryUrls(PROGRAMS)],
    build: {
      outDir: 'out/main',
      externalizeDeps: false,
      minify: false,
      sourcemap: false,
      reportCompressedSize: false,
      rollupOptions: {
        input: Object.fromEntries(Object.entries(PROGRAMS).map(([name, file]) => [name, resolve(file)])),
        external: [NATIVE],
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunk-[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      externalizeDeps: false,
      minify: false,
      sourcemap: false,
      reportCompressedSize: false,
      rollupOptions: {
        input: { preload: resolve('electron/preload.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
});
