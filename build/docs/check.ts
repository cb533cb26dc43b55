/** A path that a document names and the checkout does not have. */
export interface DeadPath {
  readonly document: string;
  readonly line: number;
  readonly path: string;
}

const ROOTS = ['src', 'electron', 'renderer', 'test', 'build', 'docs', '.ci'];
const CODE_SPAN = /`([^`\s]+)`/g;
const LINK = /\]\(([^)\s]+)\)/g;

/**
 * Finds the repository paths that a Markdown document names, in code spans and links, and that do not exist. Addresses, globs,
 * commands and words without a known top folder are not paths.
 */
export function deadPaths(document: string, text: string, exists: (path: string) => boolean): readonly DeadPath[] {
  return text
    .split('\n')
    .flatMap((content, index) =>
      [...pathsIn(content)].filter((path) => !exists(path)).map((path) => ({ document, line: index + 1, path })),
    );
}

function pathsIn(line: string): Set<string> {
  const spans = [...line.matchAll(CODE_SPAN)].map((match) => match[1] ?? '').filter(looksLikePath);
  const links = [...line.matchAll(LINK)].map((match) => match[1] ?? '').filter((link) => !/^[a-z]+:|^#/.test(link));
  return new Set(
    [...spans, ...links].map((path) =>
      path
        .replace(/[#:].*$/, '')
        .replace(/^\.\//, '')
        .replace(/\/$/, ''),
    ),
  );
}

function looksLikePath(word: string): boolean {
  if (/[*{}<>$()|]/.test(word)) return false;
  return ROOTS.some((root) => word.startsWith(`${root}/`)) || /^[A-Z]+\.md$/.test(word);
}
