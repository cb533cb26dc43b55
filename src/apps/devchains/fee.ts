/** The fee of a message before it is sent, by the validator's rule; what was really taken is measured on execution. */
import { base58 } from '@scure/base';
import type { DecodedInstruction, DecodedMessage } from '../../adapters/chains/solana/decode-message.ts';
import { isReservedAddress } from '../../adapters/chains/solana/known-programs.ts';
import { LAMPORTS_PER_SIGNATURE } from '../../adapters/chains/solana/read-transfer.ts';

const COMPUTE_BUDGET = 'ComputeBudget111111111111111111111111111111';
const SET_UNIT_LIMIT = 2;
const SET_UNIT_PRICE = 3;
const MICRO_LAMPORTS = 1_000_000n;
const MAX_UNITS = 1_400_000n;

/** Lamports: 5000 a signature, and the price of the compute units asked for, rounded up. */
export function feeOf(message: DecodedMessage): bigint {
  const requests = message.instructions.filter((instruction) => programOf(message, instruction) === COMPUTE_BUDGET);
  const price = readSetting(requests, SET_UNIT_PRICE, 8) ?? 0n;
  const asked = readSetting(requests, SET_UNIT_LIMIT, 4) ?? defaultUnits(message);
  const units = asked < MAX_UNITS ? asked : MAX_UNITS;
  const priority = (price * units + MICRO_LAMPORTS - 1n) / MICRO_LAMPORTS;
  return LAMPORTS_PER_SIGNATURE * BigInt(message.header.requiredSignatures) + priority;
}

/** Units of a transaction that sets no limit: 3,000 for each call of a built-in program, 200,000 for any other. */
function defaultUnits(message: DecodedMessage): bigint {
  return message.instructions.reduce(
    (sum, instruction) => sum + (isReservedAddress(programOf(message, instruction)) ? 3_000n : 200_000n),
    0n,
  );
}

function readSetting(
  requests: readonly DecodedInstruction[],
  discriminator: number,
  byteLength: 4 | 8,
): bigint | undefined {
  const request = requests.find(({ data }) => data[0] === discriminator && data.length === 1 + byteLength);
  if (request === undefined) return undefined;
  const view = new DataView(request.data.buffer, request.data.byteOffset + 1, byteLength);
  return byteLength === 4 ? BigInt(view.getUint32(0, true)) : view.getBigUint64(0, true);
}

function programOf({ accountKeys }: DecodedMessage, { programIndex }: DecodedInstruction): string {
  return base58.encode(accountKeys[programIndex] ?? new Uint8Array());
}
