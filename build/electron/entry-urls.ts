import { dirname, relative, resolve, sep } from 'node:path';
import type { Plugin } from 'vite';

const SOURCE_URL = /new URL\(\s*['"](\.[^'"]+\.ts)['"]\s*,\s*import\.meta\.url\s*\)/g;

/**
 * Source code names worker threads and child programs by `new URL('./x.ts', import.meta.url)`. In a bundle those files are
 * entries beside it: this rewrites each such URL to its entry, and fails the build for a file that is not one.
 */
export function entryUrls(programs: Readonly<Record<string, string>>): Plugin {
  const names = new Map(Object.entries(programs).map(([name, file]) => [resolve(file), name]));
  return {
    name: 'countersign:entry-urls',
    transform: {
      filter: { id: /\.ts$/ },
      handler(code, id) {
        if (!code.includes('import.meta.url')) return null;
        return code.replace(SOURCE_URL, (_, path: string) => {
          const file = resolve(dirname(id), path);
          const name = names.get(file);
          if (name === undefined)
            this.error(`${relative('.', file).split(sep).join('/')} is not an entry of the bundle.`);
          return `new URL('./${name}.js', import.meta.url)`;
        });
      },
    },
  };
}
