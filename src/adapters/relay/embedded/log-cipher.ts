/**
 * What everybody in a workspace may read and the relay may not: candidates of the log, and the greetings of its clients.
 * AES-256-GCM under the workspace's log key with random nonces, padded; the workspace and the purpose are associated data.
 */
import { createCipheriv, createDecipheriv } from 'node:crypto';
import { concatBytes } from '../../../base/bytes.ts';
import type { Random } from '../../../base/random.ts';
import { encodeTlv, tlv } from '../../../base/tlv.ts';
import { pad, unpad } from './padding.ts';
import { relayError } from './relay-errors.ts';

export type LogCipherPurpose = 'candidate' | 'hello';

export interface LogCipher {
  /** `nonce (12) || ciphertext || tag (16)`. @throws AppError `RELAY_PAYLOAD_TOO_LARGE`. */
  seal(purpose: LogCipherPurpose, content: Uint8Array): Uint8Array;
  /** @throws AppError `RELAY_DECRYPT_FAILED`. */
  open(purpose: LogCipherPurpose, sealed: Uint8Array): Uint8Array;
}

export interface LogCipherOptions {
  /** 32 bytes; kept by the cipher. */
  readonly logKey: Uint8Array;
  readonly workspaceId: string;
  readonly random: Random;
}

export function createLogCipher({ logKey, workspaceId, random }: LogCipherOptions): LogCipher {
  const aad = (purpose: LogCipherPurpose): Uint8Array =>
    encodeTlv(tlv.list([tlv.text(`treasury/relay-${purpose}`), tlv.text(workspaceId)]));

  return {
    seal: (purpose, content) => {
      const nonce = random(12);
      const cipher = createCipheriv('aes-256-gcm', logKey, nonce, { authTagLength: 16 }).setAAD(aad(purpose));
      return concatBytes(nonce, cipher.update(pad(content)), cipher.final(), cipher.getAuthTag());
    },
    open: (purpose, sealed) => {
      const content = decrypt(logKey, aad(purpose), sealed);
      if (content === undefined) throw relayError('RELAY_DECRYPT_FAILED');
      return content;
    },
  };
}

function decrypt(key: Uint8Array, aad: Uint8Array, sealed: Uint8Array): Uint8Array | undefined {
  if (sealed.length < 28) return undefined;
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, 12), { authTagLength: 16 });
  decipher.setAAD(aad).setAuthTag(sealed.subarray(sealed.length - 16));
  const padded = decipher.update(sealed.subarray(12, sealed.length - 16));
  try {
    decipher.final();
  } catch {
    // A failed tag has no cause beyond itself.
    return undefined;
  }
  return unpad(padded);
}
