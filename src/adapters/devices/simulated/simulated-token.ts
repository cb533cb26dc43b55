/**
 * A token for demo workspaces: an Ed25519 key sealed on disk and a prompt instead of a touch. It protects nothing against
 * whoever controls the computer, and so it refuses to exist in any other workspace.
 */
import { createPrivateKey, createPublicKey, sign, type KeyObject } from 'node:crypto';
import { bytesToHex, concatBytes, wipe } from '../../../base/bytes.ts';
import { AppError } from '../../../base/errors.ts';
import type { Random } from '../../../base/random.ts';
import { taggedHash } from '../../../base/tagged-hash.ts';
import { tlv } from '../../../base/tlv.ts';
import type { SealBinding, SecretStore } from '../../../treasury/ports/secret-store.ts';
import type { Token, TokenScreen, TokenSignRequest } from '../../../treasury/ports/token.ts';
import { MAX_TOKEN_SCREENS } from '../../../treasury/workspace/wire.ts';

/** What the member did with the screens. */
export type PromptAnswer = 'touched' | 'refused' | 'cancelled';

/** Shows the screens to the member and waits for the touch; ends early when the signal fires. */
export type TokenPrompt = (screens: readonly TokenScreen[], signal: AbortSignal) => Promise<PromptAnswer>;

export interface SimulatedTokenOptions {
  readonly workspaceKind: string;
  readonly store: SecretStore;
  /** Name of the sealed key in the store. */
  readonly name: string;
  readonly random: Random;
  readonly prompt: TokenPrompt;
}

const MAX_TEXT = 256;

/**
 * Opens the token of this name, or makes it.
 * @throws AppError `TOKEN_SIMULATED_REFUSED` for any workspace kind but `demo`, and the store's errors.
 */
export async function openSimulatedToken(options: SimulatedTokenOptions): Promise<Token> {
  const { workspaceKind, store, name, random } = options;
  if (workspaceKind !== 'demo') throw simulationRefused();
  if (!(await store.has(name))) {
    const seed = random(32);
    try {
      await store.seal(name, seed, bindingOf(name));
    } finally {
      wipe(seed);
    }
  }
  const publicKey = await withKey(options, rawPublicKey);
  const tokenId = `sim-${bytesToHex(taggedHash('treasury/simulated-token', tlv.bytes(publicKey))).slice(0, 24)}`;
  return { tokenId, kind: 'simulated', publicKey, canShow: true, sign: createSigning(options) };
}

/** One request at a time: a second one must not be able to take the touch that was meant for the first. */
function createSigning(options: SimulatedTokenOptions): Token['sign'] {
  let isBusy = false;
  return async (request) => {
    assertRequest(request);
    if (isBusy)
      throw tokenError('TOKEN_BUSY', 'The token is showing another request.', 'Finish or cancel that one first.');
    isBusy = true;
    try {
      await awaitTouch(options.prompt, request);
      return await withKey(options, (key) => new Uint8Array(sign(null, request.digest, key)));
    } finally {
      isBusy = false;
    }
  };
}

async function awaitTouch(prompt: TokenPrompt, { screens, signal }: TokenSignRequest): Promise<void> {
  const effective = signal ?? new AbortController().signal;
  const answer = effective.aborted ? 'cancelled' : await prompt(screens, effective);
  if (answer === 'refused')
    throw tokenError('TOKEN_REFUSED', 'The request was refused on the token.', 'Look at the request again.');
  if (answer === 'cancelled' || effective.aborted) {
    throw tokenError('TOKEN_CANCELLED', 'Nobody touched the token in time.', 'Try again.');
  }
}

/** The key leaves its seal only while it is used. */
async function withKey<T>({ store, name }: SimulatedTokenOptions, work: (key: KeyObject) => T): Promise<T> {
  const seed = await store.open(name, bindingOf(name));
  const der = concatBytes(PKCS8_ED25519, seed);
  try {
    return work(createPrivateKey({ key: Buffer.from(der.buffer), format: 'der', type: 'pkcs8' }));
  } finally {
    wipe(seed, der);
  }
}

/** RFC 8410: everything of an Ed25519 private key before its 32-byte seed. */
const PKCS8_ED25519 = Uint8Array.of(0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20);

function rawPublicKey(key: KeyObject): Uint8Array {
  return new Uint8Array(createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(12));
}

function assertRequest({ digest, screens }: TokenSignRequest): void {
  const isReadable = screens.every(({ title, text }) => title.length <= MAX_TEXT && text.length <= MAX_TEXT);
  if (digest.length !== 32 || screens.length === 0 || screens.length > MAX_TOKEN_SCREENS || !isReadable) {
    throw new AppError({
      code: 'TOKEN_REQUEST_INVALID',
      kind: 'bug',
      message: `A token signs a 32-byte digest and shows 1 to ${MAX_TOKEN_SCREENS} short screens.`,
      safe: 'Nothing was signed.',
    });
  }
}

function bindingOf(name: string): SealBinding {
  return { purpose: 'simulated-token', subject: [name] };
}

function simulationRefused(): AppError {
  return new AppError({
    code: 'TOKEN_SIMULATED_REFUSED',
    kind: 'policy',
    message: 'A simulated token works in a demo workspace only.',
    safe: 'Nothing was signed.',
    next: 'Use a hardware token.',
  });
}

function tokenError(code: string, message: string, next: string): AppError {
  return new AppError({ code, kind: 'input', message, safe: 'Nothing was signed.', next });
}
