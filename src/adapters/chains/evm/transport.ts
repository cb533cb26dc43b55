/** One question to an EVM node at a time, and its answer or its refusal. */
import { z } from 'zod';
import { createJsonRpcPost } from '../json-rpc-http.ts';
import { badAnswer, evmEndpoint, type NodeError } from './chain-errors.ts';

export interface TransportOptions {
  /** An https address, or http on this machine. */
  readonly url: string;
  readonly timeoutMs: number;
}

/** What a node said to one call. */
export type NodeAnswer = { readonly result: unknown } | { readonly error: NodeError };

/** Asks one question. @throws AppError `CHAIN_UNREACHABLE`, `CHAIN_BAD_ANSWER`. */
export type Transport = (method: string, params: readonly unknown[]) => Promise<NodeAnswer>;

/** A full block of the busiest network is a few hundred KB; the largest answer ever asked for. */
const MAX_ANSWER_BYTES = 8 * 1024 * 1024;

const Answer = z.looseObject({
  jsonrpc: z.literal('2.0'),
  // Null is the id of an error about a request that could not be read.
  id: z.union([z.int(), z.null()]),
  error: z.looseObject({ code: z.int(), message: z.string().max(100_000) }).optional(),
  result: z.unknown().optional(),
});

/** @throws AppError `CHAIN_URL_INVALID`. */
export function createTransport({ url, timeoutMs }: TransportOptions): Transport {
  const limits = { timeoutMs, maxAnswerBytes: MAX_ANSWER_BYTES };
  const post = createJsonRpcPost({ url, ...limits, parse: (text) => JSON.parse(text) as unknown, errors: evmEndpoint });
  let lastId = 0;
  return async (method, params) => {
    lastId += 1;
    const id = lastId;
    const answer = Answer.safeParse(await post(JSON.stringify({ jsonrpc: '2.0', id, method, params })));
    if (!answer.success) throw badAnswer('it is not JSON-RPC 2.0', answer.error);
    const { error, result } = answer.data;
    const isForUs = answer.data.id === id || (answer.data.id === null && error !== undefined);
    if (!isForUs) throw badAnswer('it belongs to another question');
    return error === undefined ? { result } : { error: { code: error.code, message: error.message } };
  };
}
