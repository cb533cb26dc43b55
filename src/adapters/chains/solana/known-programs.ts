/** Names for what a hostile or unexpected message may contain, so that a refusal says it in words. */
import { base58 } from '@scure/base';

export const SYSTEM_PROGRAM = '11111111111111111111111111111111';

const PROGRAM_NAMES = new Map<string, string>([
  [SYSTEM_PROGRAM, 'System'],
  ['ComputeBudget111111111111111111111111111111', 'Compute Budget'],
  ['MemoSq4gqABAXKb96qnH8TysNcWxMyWCqXgDLGmfcHr', 'Memo'],
  ['Memo1UhkJRfHyvLMcVucJwxXeuD728EqVDDwQDxFMNo', 'Memo (version 1)'],
  ['TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA', 'Token'],
  ['TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb', 'Token-2022'],
  ['ATokenGPvbdGVxr1b2hvZbsiqW5xWH25efTNsLJA8knL', 'Associated Token Account'],
  ['Stake11111111111111111111111111111111111111', 'Stake'],
  ['Vote111111111111111111111111111111111111111', 'Vote'],
  ['AddressLookupTab1e1111111111111111111111111', 'Address Lookup Table'],
  ['BPFLoaderUpgradeab1e11111111111111111111111', 'Upgradeable Loader'],
  ['Ed25519SigVerify111111111111111111111111111', 'Ed25519 verification'],
  ['KeccakSecp256k11111111111111111111111111111', 'Secp256k1 verification'],
  ['Secp256r1SigVerify1111111111111111111111111', 'Secp256r1 verification'],
]);

const INCINERATOR = '1nc1nerator11111111111111111111111111111111';

/** Whether an address is a built-in program, a system variable or the incinerator. */
export function isReservedAddress(address: string): boolean {
  return PROGRAM_NAMES.has(address) || address === INCINERATOR || address.startsWith('Sysvar');
}

/** Instructions of the System program by discriminator (u32, little-endian), in the program's own order. */
const SYSTEM_INSTRUCTIONS = [
  'creates an account',
  'gives an account to another owner',
  'transfers SOL',
  'creates a derived account',
  'advances a durable nonce, so the transaction would not expire',
  'withdraws from a nonce account',
  'sets up a nonce account',
  'hands a nonce account to another authority',
  'reserves space in an account',
  'reserves space in a derived account',
  'gives a derived account to another owner',
  'transfers SOL from a derived account',
  'upgrades a nonce account',
] as const;

/** A program's name with its address, for people. */
export function describeProgram(key: Uint8Array): string {
  const address = base58.encode(key);
  const name = PROGRAM_NAMES.get(address);
  return name === undefined ? `the unknown program ${address}` : `the ${name} program`;
}

/** What a System instruction does, in words. */
export function describeSystemInstruction(data: Uint8Array): string {
  const discriminator = data.length < 4 ? undefined : new DataView(data.buffer, data.byteOffset).getUint32(0, true);
  return SYSTEM_INSTRUCTIONS[discriminator ?? -1] ?? 'does something unknown';
}
