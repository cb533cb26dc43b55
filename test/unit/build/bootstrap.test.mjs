import { readFileSync } from 'node:fs';
import { delimiter, dirname } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { COMMANDS } from '../../../build/bootstrap/commands.mjs';
import { childEnvironment, cleanEnvironment } from '../../../build/bootstrap/environment.mjs';
import { Stop } from '../../../build/bootstrap/stop.mjs';
import { CHROMIUM, ensureSystemPackages } from '../../../build/bootstrap/system.mjs';

const system = (over) => ({
  isDebian: true,
  isRoot: true,
  env: {},
  hasProgram: () => false,
  install: vi.fn(() => Promise.resolve()),
  ...over,
});

describe('system packages', () => {
  it('are installed for root on Debian', async () => {
    const root = system({});
    await ensureSystemPackages([CHROMIUM], root);
    expect(root.install.mock.calls).toEqual([['apt-get install -y --no-install-recommends chromium']]);
  });

  it('are left alone when any program of the kind is there', async () => {
    const ready = system({ hasProgram: (program) => program === 'google-chrome' });
    await ensureSystemPackages([CHROMIUM], ready);
    expect(ready.install).not.toHaveBeenCalled();
  });

  it('are left alone when a variable names another program', async () => {
    const ready = system({ env: { CHROMIUM_PATH: '/opt/chromium' } });
    await ensureSystemPackages([CHROMIUM], ready);
    expect(ready.install).not.toHaveBeenCalled();
  });

  it('are named with the exact line to anybody else', async () => {
    const user = system({ isRoot: false });
    const stop = await ensureSystemPackages([CHROMIUM], user).catch((error) => error);
    expect(stop).toBeInstanceOf(Stop);
    expect(stop.text()).toContain('sudo apt-get install -y --no-install-recommends chromium');
    expect(user.install).not.toHaveBeenCalled();
  });
});

describe('environment', () => {
  const outer = { PATH: '/usr/bin', npm_lifecycle_event: 'test', npm_config_nodedir: '/usr', npm_config_registry: 'r' };

  it('drops what an outer npm left behind and keeps where packages come from', () => {
    expect(cleanEnvironment(outer)).toEqual({ PATH: '/usr/bin', npm_config_registry: 'r' });
  });

  it('puts the pinned Node first', () => {
    const env = childEnvironment({ binary: process.execPath, home: '/nowhere' }, outer);
    expect(env).toEqual({
      PATH: `${dirname(process.execPath)}${delimiter}/usr/bin`,
      npm_config_registry: 'r',
    });
  });
});

describe('commands', () => {
  const manifest = JSON.parse(readFileSync('package.json', 'utf8'));

  it('are exactly the npm scripts', () => {
    const scripts = Object.fromEntries(
      Object.keys(COMMANDS).map((name) => [name, `node build/bootstrap/run.mjs ${name}`]),
    );
    expect(manifest.scripts).toEqual(scripts);
  });

  it('needs no browser to start without a display', () => {
    expect(COMMANDS.start.system({})).toEqual(process.platform === 'linux' ? [] : [CHROMIUM]);
    expect(COMMANDS.start.system({ DISPLAY: ':0' })).toEqual([CHROMIUM]);
  });
});

it('approves or denies by name every package that the lockfile marks as having an install script', () => {
  const lock = JSON.parse(readFileSync('package-lock.json', 'utf8'));
  const { allowScripts } = JSON.parse(readFileSync('package.json', 'utf8'));
  const scripted = Object.entries(lock.packages)
    .filter(([, { hasInstallScript }]) => hasInstallScript)
    .map(([path]) => path.replace(/^.*node_modules\//, ''));
  expect(Object.keys(allowScripts)).toEqual(expect.arrayContaining(scripted));
});
