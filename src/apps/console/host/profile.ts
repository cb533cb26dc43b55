/** The folder of one installation: what is in it, and whether a workspace is. */
import { mkdir, readdir, readFile, rename } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { AppError } from '../../../base/errors.ts';
import { CoSignerKind } from '../../../treasury/workspace/entry.ts';
import { line, slug } from '../../../treasury/workspace/wire.ts';
import { writeFileAtomically } from '../../../adapters/keystore/file/atomic-file.ts';

const ProfileFile = z.strictObject({
  version: z.literal(1),
  /** `passphrase`: an officer types it at each start. `sealing-key`: a random key beside the data, for demos that open by themselves. */
  protection: z.enum(['passphrase', 'sealing-key']),
  /** Co-signers that were started after the workspace was created, each with a folder of its own. */
  furtherCoSigners: z
    .array(z.strictObject({ kind: CoSignerKind, name: line(40), site: line(40), folder: slug }))
    .max(16)
    .optional(),
});
export type ProfileFile = z.output<typeof ProfileFile>;
export type FurtherCoSigner = NonNullable<ProfileFile['furtherCoSigners']>[number];

export interface ProfileFolders {
  readonly root: string;
  readonly officers: string;
  readonly coSigners: string;
  readonly relay: string;
  readonly chain: string;
  readonly evmChain: string;
  readonly exports: string;
  readonly browser: string;
}

/** The folders of a profile; none is made here. */
export function foldersOf(root: string): ProfileFolders {
  const inside = (name: string): string => join(root, name);
  return {
    root,
    officers: inside('officers'),
    coSigners: inside('co-signers'),
    relay: inside('relay'),
    chain: inside('chain'),
    evmChain: inside('evm-chain'),
    exports: inside('exports'),
    browser: inside('browser'),
  };
}

/** Makes the folders that processes expect to exist, private to this user. */
export async function makeFolders(folders: ProfileFolders): Promise<void> {
  for (const folder of Object.values(folders)) await mkdir(folder as string, { recursive: true, mode: 0o700 });
}

/**
 * Moves what an interrupted creation left behind out of the way; nothing is deleted. Without `profile.json` no key ceremony can
 * have begun, so no share and no funds are among it.
 */
export async function setIncompleteAside(folders: ProfileFolders, now: bigint): Promise<void> {
  const begun = [...(await readdir(folders.officers)), ...(await readdir(folders.coSigners))];
  if (begun.length === 0) return;
  const aside = join(folders.root, `incomplete-${now}`);
  await mkdir(aside, { mode: 0o700 });
  // The relay's stream goes first: if this is interrupted, what is left still shows that there is something to set aside.
  for (const folder of [folders.relay, folders.officers, folders.coSigners]) {
    await rename(folder, join(aside, basename(folder)));
    await mkdir(folder, { mode: 0o700 });
  }
}

/** `null` when no workspace was created here. @throws AppError `PROFILE_CORRUPT`. */
export async function readProfile({ root }: ProfileFolders): Promise<ProfileFile | null> {
  const text = await readFile(join(root, 'profile.json'), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw corrupt(error);
  });
  if (text === null) return null;
  try {
    return ProfileFile.parse(JSON.parse(text));
  } catch (cause) {
    throw corrupt(cause);
  }
}

/** Written last when a workspace is created: from then on the profile has one. Later it is replaced as a whole. */
export async function writeProfile({ root }: ProfileFolders, profile: ProfileFile): Promise<void> {
  await writeFileAtomically(join(root, 'profile.json'), Buffer.from(JSON.stringify(profile)), true);
}

function corrupt(cause: unknown): AppError {
  return new AppError({
    code: 'PROFILE_CORRUPT',
    kind: 'storage',
    message: 'The profile of this installation cannot be read.',
    safe: 'Nothing was overwritten; log and shares are in other files.',
    next: 'Restore profile.json from a backup.',
    cause,
  });
}
