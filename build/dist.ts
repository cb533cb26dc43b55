/**
 * Packages the Electron shell into `dist/linux-unpacked` and checks what came out: the files of the archive and the fuses of the
 * program. Without Electron's binary on the machine it packages a stub in its place, and says so.
 */
import { existsSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { listPackage } from '@electron/asar';
import { build as packageApp, Platform } from 'electron-builder';
import { build as bundle } from 'electron-vite';
import { wrongContents } from './dist/contents.ts';
import { FUSES, wrongFuses } from './dist/fuses.ts';
import { readManifest, stageApp } from './dist/stage.ts';
import { writeStubDist } from './dist/stub.ts';
import { buildRenderer } from './renderer.ts';

const STAGE = resolve('out/app');
const STUB = resolve('out/electron-stub');
const UNPACKED = resolve('dist/linux-unpacked');

const { version, devDependencies } = readManifest();
const real = resolve('node_modules/electron/dist');
const isStub = !existsSync(join(real, 'electron'));

await buildRenderer();
await bundle({ configFile: 'build/electron.vite.ts', logLevel: 'warn' });
stageApp(STAGE);
if (isStub) writeStubDist(STUB, devDependencies.electron);
rmSync(UNPACKED, { recursive: true, force: true });

await packageApp({
  targets: Platform.LINUX.createTarget('dir'),
  publish: 'never',
  config: {
    appId: 'dev.countersign.console',
    productName: 'Countersign',
    executableName: 'countersign',
    electronVersion: devDependencies.electron,
    electronDist: isStub ? STUB : real,
    directories: { app: STAGE, output: 'dist' },
    // Everything that runs is bundled; without the exclusion the packager would add all production dependencies once more.
    files: ['**/*', '!**/node_modules/**/*'],
    asar: true,
    asarUnpack: ['**/*.node'],
    npmRebuild: false,
    electronFuses: FUSES,
    linux: { category: 'Office', target: 'dir' },
  },
});

const files = listPackage(join(UNPACKED, 'resources/app.asar'), { isPack: false });
const contents = files.filter((file) => /\.\w+$/.test(file.split('/').at(-1) ?? ''));
const problems = [
  ...wrongContents(contents),
  ...(await wrongFuses(join(UNPACKED, 'countersign'))).map((name) => `the fuse ${name} is not as configured`),
];
for (const problem of problems) console.error(`dist: ${problem}`);
console.log(
  `dist: Countersign ${version}, ${contents.length} files in app.asar, ${Object.keys(FUSES).length} fuses read back`,
);
if (isStub)
  console.log(
    'dist: THIS IS A STUB PACKAGE. Its contents and fuses are real; Electron itself is not in it, so it cannot start.',
  );
process.exitCode = problems.length === 0 ? 0 : 1;
