import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Builds the renderer over the scripted console; the same limits as the product's own bundle. */
export default defineConfig({
  root: import.meta.dirname,
  base: './',
  plugins: [react()],
  build: {
    outDir: '../../out/renderer-example',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 4096,
    target: 'chrome140',
  },
});
