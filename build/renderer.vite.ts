import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/**
 * The renderer's bundle, for every shell. The content security policy allows scripts, styles and fonts from the page's own
 * origin only, so nothing may be inlined, and the page makes no request that it did not declare.
 */
export default defineConfig({
  root: 'renderer',
  base: '/',
  plugins: [react()],
  build: {
    outDir: '../out/renderer',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 4096,
    sourcemap: false,
    target: 'chrome140',
  },
});
