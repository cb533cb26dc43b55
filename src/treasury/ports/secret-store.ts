/** Where secrets rest: sealed in a file, by the operating system, or under a key inside an HSM. */

/** What a sealed secret belongs to. Public, authenticated with the secret, and demanded again when it is opened. */
export interface SealBinding {
  /** What kind of secret, such as `key-share` or `device-identity`. */
  readonly purpose: string;
  /** Whose, such as vault, epoch and holder. At most 8 texts of at most 128 bytes. */
  readonly subject: readonly string[];
}

/** A store of sealed secrets by name. Names are short lower-case words with digits, dots and dashes. */
export interface SecretStore {
  /** Seals durably. @throws AppError `KEYSTORE_EXISTS` rather than overwrite an existing secret. */
  seal(name: string, secret: Uint8Array, binding: SealBinding): Promise<void>;
  /**
   * Opens a secret; the caller wipes the returned bytes.
   * @throws AppError `KEYSTORE_NOT_FOUND`, `KEYSTORE_CORRUPT`, `KEYSTORE_WRONG_BINDING`, `KEYSTORE_WRONG_PASSPHRASE`.
   */
  open(name: string, binding: SealBinding): Promise<Uint8Array>;
  /** Whether there is something of that name, sound or not. */
  has(name: string): Promise<boolean>;
  /** Removes a secret for good; one that is not there is no error. */
  erase(name: string): Promise<void>;
}
