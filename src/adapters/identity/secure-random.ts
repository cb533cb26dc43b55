import { randomFillSync } from 'node:crypto';
import type { Random } from '../../base/random.ts';

/** The operating system's generator, through OpenSSL, straight into the returned array: there is no second copy to wipe. */
export const secureRandom: Random = (byteLength) => randomFillSync(new Uint8Array(byteLength));
