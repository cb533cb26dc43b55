import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesFromHex, bytesToHex } from '../../../../src/base/bytes.ts';
import { taggedHash } from '../../../../src/base/tagged-hash.ts';
import { encodeTlv, tlv } from '../../../../src/base/tlv.ts';
import { approvalDigest } from '../../../../src/treasury/intent/approval-digest.ts';
import { isSolanaAddress, solanaText } from '../../../../src/treasury/intent/chain-address.ts';
import { decodeIntent, encodeIntent, intentHash } from '../../../../src/treasury/intent/intent-hash.ts';
import { intentParts, intentSentence } from '../../../../src/treasury/intent/intent-sentence.ts';
import type { TransferIntent } from '../../../../src/treasury/intent/intent.ts';
import {
  requestLabel,
  SCREEN_COLUMNS,
  SCREEN_LINES,
  tokenScreens,
} from '../../../../src/treasury/intent/token-screens.ts';
import { utcText } from '../../../../src/treasury/intent/utc-time.ts';
import { STRANGER } from '../test-people.ts';
import { TestWorkspace } from '../test-workspace.ts';

/** 18 Nov 2026 14:08:59.999 UTC. */
const END = BigInt(Date.UTC(2026, 10, 18, 14, 8, 59, 999));
const intent = TestWorkspace.ready().intent({ expiresAt: END });

describe('intent encoding', () => {
  it('is the TLV list of the fields in their fixed order', () => {
    const expected = tlv.list([
      tlv.u32(1),
      tlv.text('transfer'),
      tlv.bytes(bytesFromHex(intent.workspaceId)),
      tlv.bytes(bytesFromHex(intent.requestId)),
      tlv.text('main'),
      tlv.text('operating'),
      tlv.text('solana'),
      tlv.text(intent.network),
      tlv.text('SOL'),
      tlv.text(intent.from),
      tlv.text(intent.to),
      tlv.text('aurelia'),
      tlv.integer(2_500_000_000n),
      tlv.integer(10_000n),
      tlv.text('Hull 118, instalment 3 of 5.'),
      tlv.integer(END),
    ]);
    expect(encodeIntent(intent)).toEqual(encodeTlv(expected));
    expect(intentHash(intent)).toBe(bytesToHex(taggedHash('treasury/intent', tlv.bytes(encodeTlv(expected)))));
  });

  it('comes back as it went', () => {
    const amounts = fc.bigInt({ min: 0n, max: 10n ** 39n - 1n });
    const moments = fc.bigInt({ min: 0n, max: 253_402_300_799_999n });
    fc.assert(
      fc.property(
        amounts,
        amounts,
        moments,
        fc.stringMatching(/^[a-zA-Zäöü€]{1,20}$/u),
        (amount, feeCeiling, expiresAt, purpose) => {
          const changed: TransferIntent = { ...intent, amount, feeCeiling, expiresAt, purpose, payeeId: '' };
          expect(decodeIntent(encodeIntent(changed))).toEqual(changed);
        },
      ),
    );
  });

  it('has another hash for every changed field', () => {
    const changes: Partial<TransferIntent>[] = [
      {},
      { workspaceId: 'ab'.repeat(32) },
      { requestId: 'ab'.repeat(16) },
      { vaultId: 'second' },
      { accountId: 'reserve' },
      { network: 'elsewhere' },
      { from: STRANGER },
      { to: STRANGER },
      { payeeId: '' },
      { amount: 1n },
      { feeCeiling: 1n },
      { purpose: 'Other' },
      { expiresAt: 1n },
    ];
    expect(new Set(changes.map((change) => intentHash({ ...intent, ...change }))).size).toBe(changes.length);
  });

  it('does not decode anything but its own encoding: every truncation and every changed header byte', () => {
    const bytes = encodeIntent(intent);
    for (let length = 0; length < bytes.length; length += 1) {
      expect(() => decodeIntent(bytes.subarray(0, length))).toThrow(expect.objectContaining({ code: 'decode' }));
    }
    expect(() => decodeIntent(Uint8Array.of(...bytes, 0))).toThrow(expect.objectContaining({ code: 'decode' }));
    for (let i = 0; i < bytes.length; i += 1) {
      const changed = bytes.with(i, (bytes[i] ?? 0) ^ 0x80);
      // Either refused, or another intent; never the same one from other bytes.
      try {
        expect(intentHash(decodeIntent(changed))).not.toBe(intentHash(intent));
      } catch (error) {
        expect(['decode', 'INTENT_MALFORMED']).toContain((error as { code?: unknown }).code);
      }
    }
  });

  it.each<[string, Partial<TransferIntent>]>([
    ['another version', { version: 2 as 1 }],
    ['another kind', { kind: 'swap' as 'transfer' }],
    ['another chain', { chain: 'ethereum' as 'solana' }],
    ['control characters in the purpose', { purpose: 'a\nb' }],
    ['an account id in capitals', { accountId: 'Operating' }],
  ])('INTENT_MALFORMED: %s', (_, changes) => {
    expect(() => decodeIntent(encodeIntent({ ...intent, ...changes }))).toThrow(
      expect.objectContaining({ code: 'INTENT_MALFORMED' }),
    );
  });
});

describe('approval digest', () => {
  const subject = {
    workspaceId: intent.workspaceId,
    requestId: intent.requestId,
    intentHash: intentHash(intent),
    policyHash: 'cd'.repeat(32),
    memberId: 'cfo',
    tokenId: 'token-cfo',
  };

  it('is the tagged hash of its six fields', () => {
    const expected = taggedHash(
      'treasury/approval',
      tlv.bytes(bytesFromHex(intent.workspaceId)),
      tlv.bytes(bytesFromHex(intent.requestId)),
      tlv.bytes(bytesFromHex(intentHash(intent))),
      tlv.bytes(bytesFromHex('cd'.repeat(32))),
      tlv.text('cfo'),
      tlv.text('token-cfo'),
    );
    expect(approvalDigest(subject)).toEqual(expected);
  });

  it('differs for every field', () => {
    const others = [
      subject,
      { ...subject, workspaceId: 'ab'.repeat(32) },
      { ...subject, requestId: 'ab'.repeat(16) },
      { ...subject, intentHash: 'ab'.repeat(32) },
      { ...subject, policyHash: 'ab'.repeat(32) },
      { ...subject, memberId: 'controller' },
      { ...subject, tokenId: 'token' },
      { ...subject, memberId: 'cf', tokenId: 'otoken-cfo' },
    ];
    expect(new Set(others.map((other) => bytesToHex(approvalDigest(other)))).size).toBe(others.length);
  });
});

describe('intent in one sentence', () => {
  it('names amount, ends, fee and time', () => {
    expect(intentSentence(intent, { account: 'Operating', recipient: 'Aurelia Shipyards GmbH' })).toBe(
      'Pay 2.5 SOL from Operating to Aurelia Shipyards GmbH, fee at most 0.00001 SOL, by 18 Nov 2026 14:08 UTC.',
    );
  });

  it('shows the whole address of a stranger, and marks what must not be misread', () => {
    const parts = intentParts({ ...intent, to: STRANGER }, { account: 'Operating', recipient: null });
    expect(parts.filter((part) => part.isStrong).map((part) => part.text)).toEqual([
      '2.5 SOL',
      'Operating',
      STRANGER,
      '0.00001 SOL',
      '18 Nov 2026 14:08 UTC',
    ]);
  });
});

describe('time in words', () => {
  it('agrees with the calendar on every day from 1970 to 2400 and far beyond', () => {
    const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
    const expected = (ms: number) => {
      const date = new Date(ms);
      const two = (value: number) => value.toString().padStart(2, '0');
      return `${date.getUTCDate()} ${months[date.getUTCMonth()]} ${date.getUTCFullYear()} ${two(date.getUTCHours())}:${two(date.getUTCMinutes())} UTC`;
    };
    for (let day = 0; day < 157_100; day += 1) {
      const ms = day * 86_400_000 + ((day * 7919) % 86_400_000);
      if (utcText(BigInt(ms)) !== expected(ms))
        throw new Error(`${ms}: ${utcText(BigInt(ms))} instead of ${expected(ms)}`);
    }
    expect(utcText(8_640_000_000_000_000n)).toBe('13 Sep 275760 00:00 UTC');
    expect(utcText(0n)).toBe('1 Jan 1970 00:00 UTC');
  });
});

describe('screens of the token', () => {
  it('are these, word for word', () => {
    const to = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstu';
    expect(tokenScreens(7, { ...intent, to })).toEqual([
      { title: 'Review', lines: ['Countersign', 'TR-0007'] },
      { title: 'Amount', lines: ['2.5', 'SOL'] },
      { title: 'To (1/2)', lines: ['ABCD EFGH', 'JKLM NPQR', 'STUV WXYZ'] },
      { title: 'To (2/2)', lines: ['abcd efgh', 'ijkm nopq', 'rstu'] },
      { title: 'Fee at most', lines: ['0.00001', 'SOL'] },
      { title: 'Sign?', lines: ['Approve'] },
    ]);
  });

  it('fit the smallest screen for every amount and address, and lose no character', () => {
    const address = fc.uint8Array({ minLength: 32, maxLength: 32 }).map(solanaText);
    fc.assert(
      fc.property(
        address,
        fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
        fc.integer({ min: 1, max: 99_999 }),
        (to, amount, number) => {
          const screens = tokenScreens(number, { ...intent, to, amount });
          for (const { title, lines } of screens) {
            expect([title, ...lines].length).toBeLessThanOrEqual(SCREEN_LINES);
            for (const line of [title, ...lines]) expect(line.length).toBeLessThanOrEqual(SCREEN_COLUMNS);
          }
          const shown = screens
            .slice(2, 4)
            .flatMap((screen) => screen.lines)
            .join('')
            .replaceAll(' ', '');
          expect(shown).toBe(to);
        },
      ),
    );
    expect(requestLabel(12_345)).toBe('TR-12345');
  });
});

describe('addresses', () => {
  it('are base58 of 32 bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 0, maxLength: 40 }), (bytes) => {
        expect(isSolanaAddress(solanaText(bytes))).toBe(bytes.length === 32);
      }),
    );
    expect(['', '0', 'O'.repeat(44), 'l1', `${STRANGER} `].filter(isSolanaAddress)).toEqual([]);
  });
});
