import { readFileSync } from 'node:fs';
import { parseSync, Visitor, type ESTree } from 'vite';
import { sourceFiles } from '../../../build/files.ts';

/** One call or construction in the Electron shell's source: `app.quit`, `new BrowserWindow`, with its arguments. */
export interface Call {
  readonly file: string;
  readonly callee: string;
  readonly args: readonly ESTree.Argument[];
}

export const FILES = sourceFiles(['electron']);
export const textOf = (file: string): string => readFileSync(file, 'utf8');

/** Every call in the given files whose callee is a plain name or a chain of names. */
export function callsIn(files: readonly string[]): readonly Call[] {
  return files.flatMap((file) => {
    const calls: Call[] = [];
    new Visitor({
      CallExpression: (node) => void calls.push({ file, callee: nameOf(node.callee), args: node.arguments }),
      NewExpression: (node) => void calls.push({ file, callee: `new ${nameOf(node.callee)}`, args: node.arguments }),
    }).visit(parseSync(file, textOf(file)).program);
    return calls;
  });
}

/** The literal values of an object expression, nested; anything that is not a literal is `'(expression)'`. */
export function literal(node: ESTree.Node | undefined): unknown {
  if (node?.type === 'Literal') return node.value;
  if (node?.type !== 'ObjectExpression') return '(expression)';
  return Object.fromEntries(
    node.properties.map((property) => {
      if (property.type !== 'Property') return ['...', '(expression)'];
      return [property.key.type === 'Identifier' ? property.key.name : '(computed)', literal(property.value)];
    }),
  );
}

function nameOf(node: ESTree.Node): string {
  if (node.type === 'Identifier') return node.name;
  if (node.type !== 'MemberExpression') return `(${node.type})`;
  return `${nameOf(node.object)}.${node.property.type === 'Identifier' ? node.property.name : '(computed)'}`;
}
