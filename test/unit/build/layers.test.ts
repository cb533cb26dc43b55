import { describe, expect, it } from 'vitest';
import { checkFile, describe as print } from '../../../build/layers/check.ts';

const whats = (file: string, text: string): string[] => checkFile(file, text).map(({ what }) => what);

describe('layer check: imports', () => {
  it.each([
    ['src/base/a.ts', `import { b } from '../treasury/b.ts';`, 'src/base may not import src/treasury/b.ts.'],
    ['src/engine/a.ts', `import { b } from '../treasury/b.ts';`, 'src/engine may not import src/treasury/b.ts.'],
    ['src/treasury/a.ts', `import type { b } from '../engine/b.ts';`, 'src/treasury may not import src/engine/b.ts.'],
    ['src/treasury/x/a.ts', `export * from '../../adapters/b.ts';`, 'src/treasury may not import src/adapters/b.ts.'],
    [
      'src/adapters/storage/a.ts',
      `import { b } from '../keystore/file/b.ts';`,
      'src/adapters may not import src/adapters/keystore/file/b.ts.',
    ],
    ['src/adapters/storage/a.ts', `import { b } from '../../apps/b.ts';`, 'src/adapters may not import src/apps/b.ts.'],
    ['src/contract/a.ts', `import { b } from '../treasury/b.ts';`, 'src/contract may not import src/treasury/b.ts.'],
    ['src/apps/console/a.ts', `import { b } from '../../../electron/b.ts';`, 'src/apps may not import electron/b.ts.'],
    ['electron/a.ts', `import { b } from '../src/base/b.ts';`, 'electron may not import src/base/b.ts.'],
    ['renderer/a.tsx', `import { b } from '../src/base/b.ts';`, 'renderer may not import src/base/b.ts.'],
    ['renderer/a.tsx', `type B = import('../src/base/b.ts').B;`, 'renderer may not import src/base/b.ts.'],
    ['src/engine/a.ts', `const b = await import('../adapters/b.ts');`, 'src/engine may not import src/adapters/b.ts.'],
    ['src/engine/a.ts', `const b = await import(name);`, 'src/engine may not import a computed path.'],
    ['src/engine/a.ts', `import 'left-pad';`, 'src/engine may not import the package left-pad.'],
    ['src/apps/console/a.ts', `import { app } from 'electron';`, 'electron has its home in electron.'],
    [
      'src/apps/console/a.ts',
      `import { DatabaseSync } from 'node:sqlite';`,
      'node:sqlite has its home in src/adapters/storage and src/apps/devchains.',
    ],
    [
      'src/treasury/a.ts',
      `import type { Address } from '@solana/kit';`,
      '@solana/kit has its home in src/adapters/chains/solana and src/apps/devchains.',
    ],
  ])('%s: %s', (file, text, what) => {
    expect(whats(file, text)).toEqual([what]);
  });

  it.each(['src/base', 'src/engine', 'src/treasury', 'src/contract', 'renderer'])('keeps Node out of %s', (folder) => {
    expect(whats(`${folder}/a.ts`, `import { readFileSync } from 'node:fs';`)).toEqual([
      `${folder} may not import Node's node:fs.`,
    ]);
    expect(whats(`${folder}/a.ts`, `import net from 'net';`)).toEqual([`${folder} may not import Node's net.`]);
  });

  it('lets engine/crypto use OpenSSL and the environment, and nothing else of Node', () => {
    expect(whats('src/engine/crypto/a.ts', `import { checkPrime } from 'node:crypto'; import 'node:process';`)).toEqual(
      [],
    );
    expect(whats('src/engine/crypto/a.ts', `import 'node:fs';`)).toEqual([
      "src/engine/crypto may not import Node's node:fs.",
    ]);
    expect(whats('src/engine/zk/a.ts', `import { checkPrime } from 'node:crypto';`)).toEqual([
      "src/engine may not import Node's node:crypto.",
    ]);
    expect(whats('src/engine/crypto/a.ts', `import { p } from '../mpc/p.ts';`)).toEqual([
      'src/engine/crypto may not import src/engine/mpc/p.ts.',
    ]);
  });

  it.each([
    ['src/treasury/a.ts', `import { sha256 } from '@noble/hashes/sha2.js'; import { b } from '../base/b.ts';`],
    ['src/contract/a.ts', `import type { B } from '../treasury/b.ts'; import { type C } from '../treasury/c.ts';`],
    ['src/adapters/chains/solana/a.ts', `import { b } from '../b.ts'; import '@solana/kit'; import 'node:net';`],
    ['src/apps/console/a.ts', `import { b } from '../../engine/mpc/b.ts'; import 'node:child_process';`],
    ['electron/a.ts', `import { app } from 'electron'; import { b } from '../src/apps/console/b.ts';`],
    [
      'renderer/app/a.tsx',
      `import { useState } from 'react'; import '../theme.css'; import '../../src/contract/b.ts';`,
    ],
    ['test/unit/a.test.ts', `import 'node:fs'; import '../../src/engine/a.ts';`],
  ])('lets %s import what is its own: %s', (file, text) => {
    expect(checkFile(file, text)).toEqual([]);
  });
});

describe('layer check: names', () => {
  it.each([
    ['Date', 'const now = Date.now();'],
    ['Date', 'const now = new Date();'],
    ['Math.random', 'const r = Math.random();'],
    ['setTimeout', 'setTimeout(f, 1);'],
    ['fetch', 'await fetch(url);'],
    ['crypto', 'crypto.getRandomValues(bytes);'],
    ['process', 'const home = process.env.HOME;'],
    ['Buffer', 'Buffer.from([1]);'],
  ])('refuses %s in the pure layers', (name, text) => {
    for (const folder of ['src/engine', 'src/treasury'])
      expect(whats(`${folder}/a.ts`, text)).toEqual([`${folder} may not use ${name}.`]);
    expect(whats('src/adapters/storage/a.ts', text)).toEqual([]);
  });

  it('does not take a property, a key or a member of the same name for the global', () => {
    const text = `interface A { Date: string; fetch(): void } const a = { process: 1 }; a.process; b.setTimeout();`;
    expect(whats('src/treasury/a.ts', text)).toEqual([]);
  });

  it('refuses a bare yield in a protocol, but not in the typed steps', () => {
    const text = 'export function* run() { yield 1; yield* steps(); }';
    expect(whats('src/engine/mpc/frost/sign.ts', text)).toEqual(['A protocol may not use a bare yield.']);
    expect(whats('src/engine/mpc/protocol/steps.ts', text)).toEqual([]);
  });

  it('refuses code that could rebuild or deal a key, anywhere in src', () => {
    const text = `const secret = frost.combineSecret(shares);\nfrost.trustedDealer();`;
    expect(whats('src/apps/cosigner/a.ts', text)).toEqual([
      'src may not contain "combineSecret".',
      'src may not contain "trustedDealer".',
    ]);
  });
});

describe('layer check: the message', () => {
  it('names file and line and says where the code belongs instead', () => {
    const [violation] = checkFile('renderer/screens/a.tsx', `\nimport { b } from '../../src/apps/console/b.ts';`);
    expect(violation && print(violation)).toBe(
      'renderer/screens/a.tsx:2\n' +
        '    renderer may not import src/apps/console/b.ts.\n' +
        '    Instead: the renderer knows only src/contract: ask for data with a contract call and let src/apps/console answer it.',
    );
  });

  it('fails on a file it cannot read instead of passing it', () => {
    expect(() => checkFile('src/base/a.ts', 'const = 1;')).toThrow('src/base/a.ts does not parse');
  });
});
