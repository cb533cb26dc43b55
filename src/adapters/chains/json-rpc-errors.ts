/** What can go wrong between us and any JSON-RPC endpoint, as errors a person can act on. Each chain says how it calls its endpoint. */
import { AppError } from '../../base/errors.ts';

/** The words of one chain. */
export interface EndpointWords {
  readonly name: string;
  /** As a sentence begins with it, such as `An EVM endpoint`. */
  readonly anEndpoint: string;
  /** What a usable endpoint is. */
  readonly node: string;
  /** Code of an argument that is not what the call takes. */
  readonly argumentCode: string;
}

export interface EndpointErrors {
  /** A call was made with something that is not `what`. Nothing was asked. */
  invalidArgument(what: string): AppError;
  /** The address is not one that is ever asked. */
  invalidUrl(): AppError;
  /** The endpoint did not answer in time or at all. A transaction that was being sent may still have arrived. */
  chainUnreachable(cause?: unknown): AppError;
  /** The endpoint answered something that is not what was asked for. */
  badAnswer(reason: string, cause?: unknown): AppError;
}

/** The errors that every chain's endpoint has, in the words of one. */
export function endpointErrors({ name, anEndpoint, node, argumentCode }: EndpointWords): EndpointErrors {
  return {
    invalidArgument: (what) =>
      new AppError({
        code: argumentCode,
        kind: 'input',
        message: `This is not ${what}.`,
        safe: 'Nothing was sent.',
        next: 'Correct the value.',
      }),
    invalidUrl: () =>
      new AppError({
        code: 'CHAIN_URL_INVALID',
        kind: 'input',
        message: `${anEndpoint} is an https address, or an http address of this machine, without a user name.`,
        safe: 'Nothing was sent.',
        next: 'Correct the address of the endpoint.',
      }),
    chainUnreachable: (cause) =>
      new AppError({
        code: 'CHAIN_UNREACHABLE',
        kind: 'chain',
        message: `The ${name} endpoint does not answer.`,
        safe: 'Nothing is lost. If a transaction was just sent, it may still have arrived.',
        next: 'Check the endpoint and the network, then try again.',
        cause,
      }),
    badAnswer: (reason, cause) =>
      new AppError({
        code: 'CHAIN_BAD_ANSWER',
        kind: 'chain',
        message: `The ${name} endpoint gave an answer that cannot be used: ${reason}.`,
        safe: 'The answer was thrown away.',
        next: `Check that the endpoint is ${node}, or use another one.`,
        cause,
      }),
  };
}
