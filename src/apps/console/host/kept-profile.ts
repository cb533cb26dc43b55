/** The profile file of an installation, in memory and on disk alike. */
import { readProfile, writeProfile, type FurtherCoSigner, type ProfileFile, type ProfileFolders } from './profile.ts';

export class KeptProfile {
  readonly #folders: ProfileFolders;
  #profile: ProfileFile | null = null;

  constructor(folders: ProfileFolders) {
    this.#folders = folders;
  }

  /** `null` when no workspace was created here. @throws AppError `PROFILE_CORRUPT`. */
  async read(): Promise<ProfileFile | null> {
    this.#profile = await readProfile(this.#folders);
    return this.#profile;
  }

  async keep(profile: ProfileFile): Promise<void> {
    await writeProfile(this.#folders, profile);
    this.#profile = profile;
  }

  get furtherCoSigners(): readonly FurtherCoSigner[] {
    return this.#profile?.furtherCoSigners ?? [];
  }

  remember(further: FurtherCoSigner): Promise<void> {
    return this.#keepFurther([...this.furtherCoSigners, further]);
  }

  forget({ folder }: FurtherCoSigner): Promise<void> {
    return this.#keepFurther(this.furtherCoSigners.filter((one) => one.folder !== folder));
  }

  async #keepFurther(furtherCoSigners: FurtherCoSigner[]): Promise<void> {
    // Without a profile there is no workspace, and nothing that a co-signer could be enrolled in.
    if (this.#profile !== null) await this.keep({ ...this.#profile, furtherCoSigners });
  }
}
