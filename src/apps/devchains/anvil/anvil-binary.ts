/** Where anvil's executable is: a file of a package that npm installs for this platform only. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { AppError } from '../../../base/errors.ts';

const PLATFORMS: Readonly<Record<string, string>> = {
  'linux-x64': 'linux-amd64',
  'linux-arm64': 'linux-arm64',
  'darwin-x64': 'darwin-amd64',
  'darwin-arm64': 'darwin-arm64',
};

/**
 * The path of the executable: beside this program where it was packaged, otherwise in its package.
 * @throws AppError `DEVCHAIN_ANVIL_MISSING`.
 */
export function anvilBinary(platform: string = process.platform, arch: string = process.arch): string {
  const packaged = fileURLToPath(new URL('./anvil.bin', import.meta.url));
  if (existsSync(packaged)) return packaged;
  const name = PLATFORMS[`${platform}-${arch}`];
  try {
    if (name !== undefined) return createRequire(import.meta.url).resolve(`@foundry-rs/anvil-${name}/bin/anvil`);
  } catch (cause) {
    throw missing(cause);
  }
  throw missing();
}

function missing(cause?: unknown): AppError {
  return new AppError({
    code: 'DEVCHAIN_ANVIL_MISSING',
    kind: 'storage',
    message: 'The program of the EVM development chain is not installed for this machine.',
    next: 'Install the packages again with npm ci, on Linux or macOS.',
    cause,
  });
}
