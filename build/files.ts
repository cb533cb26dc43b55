import { globSync } from 'node:fs';

/** All TypeScript and JavaScript files below the given folders, as sorted paths from the root with `/`. */
export function sourceFiles(folders: readonly string[]): string[] {
  return folders
    .flatMap((folder) => globSync(`${folder}/**/*.{ts,tsx,mts,mjs,cjs}`))
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => !file.includes('node_modules/'))
    .sort();
}
