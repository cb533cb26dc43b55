import { parseSync, Visitor } from 'vite';

/** One import, re-export or dynamic import of a file. */
export interface Import {
  readonly specifier: string;
  readonly typeOnly: boolean;
  readonly line: number;
}

/** What the layer check needs to know of one source file. */
export interface SourceFacts {
  readonly imports: readonly Import[];
  /** Free-standing names and `Math.random`-like members that the file reads, with their lines. */
  readonly names: readonly { readonly name: string; readonly line: number }[];
  /** Lines of `yield` without `*`. */
  readonly bareYields: readonly number[];
}

/**
 * Parses a TypeScript or JavaScript file and collects its imports and the global names it touches.
 * @throws Error with the file's name if it does not parse.
 */
export function readSource(file: string, text: string): SourceFacts {
  const parsed = parseSync(file, text, {});
  const problem = parsed.errors[0];
  if (problem) throw new Error(`${file} does not parse: ${problem.message}`);
  const lineOf = (offset: number): number => text.slice(0, offset).split('\n').length;
  const imports: Import[] = [];
  const add = (specifier: string, typeOnly: boolean, offset: number): void => {
    imports.push({ specifier, typeOnly, line: lineOf(offset) });
  };
  const names: { name: string; start: number }[] = [];
  const labels = new Set<number>();
  const bareYields: number[] = [];
  new Visitor({
    ImportDeclaration(node) {
      add(node.source.value, node.importKind === 'type' || isAllTypes(node.specifiers), node.start);
    },
    ExportNamedDeclaration(node) {
      if (node.source) add(node.source.value, node.exportKind === 'type', node.start);
    },
    ExportAllDeclaration(node) {
      add(node.source.value, node.exportKind === 'type', node.start);
    },
    ImportExpression(node) {
      const { source } = node;
      add(
        source.type === 'Literal' && typeof source.value === 'string' ? source.value : '(computed)',
        false,
        node.start,
      );
    },
    TSImportType(node) {
      add(node.source.value, true, node.start);
    },
    CallExpression(node) {
      const [first] = node.arguments;
      if (node.callee.type === 'Identifier' && node.callee.name === 'require' && first?.type === 'Literal')
        add(String(first.value), false, node.start);
    },
    MemberExpression(node) {
      if (node.computed || node.property.type !== 'Identifier') return;
      labels.add(node.property.start);
      if (node.object.type === 'Identifier')
        names.push({ name: `${node.object.name}.${node.property.name}`, start: node.start });
    },
    Property: (node) => void (node.computed || node.shorthand || labels.add(node.key.start)),
    PropertyDefinition: (node) => void (node.computed || labels.add(node.key.start)),
    MethodDefinition: (node) => void (node.computed || labels.add(node.key.start)),
    TSPropertySignature: (node) => void (node.computed || labels.add(node.key.start)),
    TSMethodSignature: (node) => void (node.computed || labels.add(node.key.start)),
    ImportSpecifier: (node) => void labels.add(node.imported.start),
    Identifier: (node) => void names.push({ name: node.name, start: node.start }),
    YieldExpression: (node) => void (node.delegate || bareYields.push(lineOf(node.start))),
  }).visit(parsed.program);
  return {
    imports,
    names: names
      .filter(({ start, name }) => name.includes('.') || !labels.has(start))
      .map(({ name, start }) => ({ name, line: lineOf(start) })),
    bareYields,
  };
}

function isAllTypes(specifiers: readonly { readonly type: string; readonly importKind?: string }[]): boolean {
  return (
    specifiers.length > 0 && specifiers.every((one) => one.type === 'ImportSpecifier' && one.importKind === 'type')
  );
}
