/** Everything that can go wrong between us and an EVM RPC endpoint, as errors a person can act on. */
import { AppError } from '../../../base/errors.ts';
import { endpointErrors } from '../json-rpc-errors.ts';

/** The errors of the endpoint itself. */
export const evmEndpoint = endpointErrors({
  name: 'EVM',
  anEndpoint: 'An EVM endpoint',
  node: 'an EVM node with recent history',
  argumentCode: 'EVM_ARGUMENT_INVALID',
});
export const { badAnswer, invalidArgument } = evmEndpoint;

/** The endpoint serves another network than the bytes are bound to. */
export function networkDiffers(served: string, wanted: string): AppError {
  return new AppError({
    code: 'CHAIN_NETWORK_DIFFERS',
    kind: 'chain',
    message: `The EVM endpoint serves ${served}, the transaction is for ${wanted}.`,
    safe: 'Nothing was sent, and nothing the endpoint said was believed.',
    next: 'Use an endpoint of the right network.',
  });
}

/** An error that the node itself gave, by JSON-RPC. */
export interface NodeError {
  readonly code: number;
  readonly message: string;
}

/** Nodes name these refusals only in words; the words are those of geth, which the others follow. */
const REFUSALS: readonly { readonly pattern: RegExp; readonly toError: (error: NodeError) => AppError }[] = [
  { pattern: /insufficient funds/i, toError: insufficientFunds },
  { pattern: /nonce (?:is )?too low/i, toError: nonceUsed },
  { pattern: /already (?:known|imported)|known transaction/i, toError: (error) => transactionRefused(error, true) },
];

/** What a node's refusal of a transaction means. */
export function sendRefused(error: NodeError): AppError {
  const known = REFUSALS.find(({ pattern }) => pattern.test(error.message));
  return known === undefined ? transactionRefused(error, false) : known.toError(error);
}

function insufficientFunds({ message }: NodeError): AppError {
  return new AppError({
    code: 'CHAIN_INSUFFICIENT_FUNDS',
    kind: 'chain',
    message: 'The account does not hold enough for the amount and the highest fee.',
    safe: 'No funds moved.',
    next: 'Fund the account or lower the amount.',
    details: { node: message.slice(0, 200) },
  });
}

function nonceUsed({ message }: NodeError): AppError {
  return new AppError({
    code: 'CHAIN_NONCE_USED',
    kind: 'chain',
    message: 'A transaction with this nonce of the account is on the chain already.',
    safe: 'This send moved no funds.',
    next: 'Look up which transaction used the nonce before anything is signed again.',
    details: { node: message.slice(0, 200) },
  });
}

function transactionRefused({ code, message }: NodeError, alreadyKnown: boolean): AppError {
  return new AppError({
    code: 'CHAIN_TRANSACTION_REFUSED',
    kind: 'chain',
    message: 'The chain refused the transaction.',
    safe: 'This send moved no funds.',
    next: 'Look up the transaction on the chain before anything is signed again.',
    details: { alreadyKnown, nodeCode: code, node: message.slice(0, 200) },
  });
}
