import { isBuiltin } from 'node:module';
import { posix } from 'node:path';
import { type Import, readSource, type SourceFacts } from './source.ts';
import { FORBIDDEN_WORDS, type Layer, LAYERS, PACKAGE_HOMES } from './table.ts';

/** One broken rule: where, what, and where the code belongs instead. */
export interface Violation {
  readonly file: string;
  readonly line: number;
  readonly what: string;
  readonly instead: string;
}

/** Checks one file, named by its path from the root, against the layer table. */
export function checkFile(file: string, text: string): readonly Violation[] {
  const layer = LAYERS.find(({ folder }) => isWithin(file, folder));
  if (!layer) return [];
  const facts = readSource(file, text);
  return [
    ...facts.imports.flatMap((one) => checkImport(file, layer, one)),
    ...checkNames(file, layer, facts),
    ...checkYields(file, facts),
    ...checkWords(file, text),
  ].sort((a, b) => a.line - b.line);
}

/** A violation as one readable paragraph. */
export function describe({ file, line, what, instead }: Violation): string {
  return `${file}:${line}\n    ${what}\n    Instead: ${instead}`;
}

function checkImport(file: string, layer: Layer, { specifier, typeOnly, line }: Import): readonly Violation[] {
  const refuse = (what: string, instead = layer.instead): Violation[] => [{ file, line, what, instead }];
  if (specifier === '(computed)')
    return layer.node === true ? [] : refuse(`${layer.folder} may not import a computed path.`);
  if (specifier.startsWith('.')) {
    const target = posix.normalize(posix.join(posix.dirname(file), specifier));
    return mayImport(file, layer, target, typeOnly) ? [] : refuse(`${layer.folder} may not import ${target}.`);
  }
  const home = Object.entries(PACKAGE_HOMES).find(([name]) => isWithin(specifier, name));
  if (home && !home[1].some((folder) => isWithin(file, folder)))
    return refuse(
      `${specifier} has its home in ${home[1].join(' and ')}.`,
      'move what needs it there, or use what that folder offers.',
    );
  if (isBuiltin(specifier))
    return mayUseNode(layer, specifier) ? [] : refuse(`${layer.folder} may not import Node's ${specifier}.`);
  if (layer.packages && !layer.packages.some((name) => isWithin(specifier, name)))
    return refuse(`${layer.folder} may not import the package ${specifier}.`);
  return [];
}

function mayImport(file: string, layer: Layer, target: string, typeOnly: boolean): boolean {
  if (isWithin(target, layer.folder)) return !layer.apart || kindOf(file, layer) === kindOf(target, layer);
  return [...layer.may, ...(typeOnly ? (layer.mayTypes ?? []) : [])].some((folder) => isWithin(target, folder));
}

function mayUseNode({ node }: Layer, specifier: string): boolean {
  return typeof node === 'boolean' ? node : node.includes(specifier);
}

function kindOf(path: string, layer: Layer): string | undefined {
  return path.slice(layer.folder.length + 1).split('/')[0];
}

function checkNames(file: string, layer: Layer, { names }: SourceFacts): readonly Violation[] {
  return names
    .filter(({ name }) => layer.without.includes(name))
    .map(({ name, line }) => ({ file, line, what: `${layer.folder} may not use ${name}.`, instead: layer.instead }));
}

/** A bare `yield` gives `any`; only the typed steps of protocol.ts may do it, everybody else says `yield*`. */
function checkYields(file: string, { bareYields }: SourceFacts): readonly Violation[] {
  if (!isWithin(file, 'src/engine/mpc') || file.startsWith('src/engine/mpc/protocol')) return [];
  const instead = 'use the typed steps of src/engine/mpc/protocol with yield*.';
  return bareYields.map((line) => ({ file, line, what: 'A protocol may not use a bare yield.', instead }));
}

function checkWords(file: string, text: string): readonly Violation[] {
  if (!isWithin(file, 'src')) return [];
  return text.split('\n').flatMap((content, index) =>
    FORBIDDEN_WORDS.flatMap(({ pattern, why }) => {
      const found = pattern.exec(content);
      return found ? [{ file, line: index + 1, what: `src may not contain "${found[0]}".`, instead: why }] : [];
    }),
  );
}

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}
