import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { flipFuses, FuseV1Options, FuseVersion } from '@electron/fuses';
import { afterAll, describe, expect, it } from 'vitest';
import { wrongContents } from '../../../build/dist/contents.ts';
import { wrongFuses } from '../../../build/dist/fuses.ts';
import { writeStubDist } from '../../../build/dist/stub.ts';

const PACKAGED = [
  '/package.json',
  ...[
    'main',
    'cosigner',
    'devchain',
    'evm-devchain',
    'officer',
    'mpc-worker',
    'prime-worker',
    'signature-worker',
    'chunk-errors-CU7lFyPo',
  ].map((name) => `/main/${name}.js`),
  '/main/litesvm.linux-x64-gnu.node',
  '/preload/preload.cjs',
  '/renderer/index.html',
  ...['index-a1.js', 'index-b2.css', 'plex-c3.woff2', 'icon-d4.svg'].map((name) => `/renderer/assets/${name}`),
];

describe('the contents of the package', () => {
  it('are accepted when complete', () => {
    expect(wrongContents(PACKAGED)).toEqual([]);
  });

  it.each([
    '/src/base/tlv.ts',
    '/node_modules/zod/index.js',
    '/renderer/assets/index.js.map',
    '/.env',
    '/main/main.js.map',
    '/main/anvil.bin',
    '/main/anvil',
  ])('may not include %s', (file) => {
    expect(wrongContents([...PACKAGED, file])).toEqual([`${file} should not be in the package`]);
  });

  it('may not lack a program or a kind of file', () => {
    expect(wrongContents(PACKAGED.filter((file) => file !== '/main/cosigner.js'))).toEqual([
      '/main/cosigner.js is missing from the package',
    ]);
    expect(wrongContents(PACKAGED.filter((file) => !file.endsWith('.cjs')))).toEqual([
      'nothing in the package matches ^\\/preload\\/preload\\.cjs$',
    ]);
  });
});

describe('the fuses of the package', () => {
  const folder = mkdtempSync(join(tmpdir(), 'fuses-'));
  const program = join(folder, 'electron');
  afterAll(() => rmSync(folder, { recursive: true }));

  it('are read from the program itself: the factory setting is refused, fuse by fuse', async () => {
    writeStubDist(folder, '45.4.1');
    const factory = await wrongFuses(program);
    expect(factory).toContain('runAsNode');
    expect(factory).toContain('onlyLoadAppFromAsar');
    await flipFuses(program, { version: FuseVersion.V1, [FuseV1Options.RunAsNode]: false });
    expect(await wrongFuses(program)).toEqual(factory.filter((name) => name !== 'runAsNode'));
  });
});
