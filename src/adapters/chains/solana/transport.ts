/** The transport of kit's Solana client: kit forms the questions and reads the answers. */
import type { RpcTransport } from '@solana/kit';
import { z } from 'zod';
import { createJsonRpcPost } from '../json-rpc-http.ts';
import { badAnswer, solanaEndpoint } from './chain-errors.ts';
import { parseJsonIntegers, stringifyJsonIntegers } from './json-integers.ts';

export interface TransportOptions {
  readonly url: string;
  readonly timeoutMs: number;
}

/** A page of 1000 signatures, the largest answer that is ever asked for, is about 300 KB. */
const MAX_ANSWER_BYTES = 2 * 1024 * 1024;

const Id = z.union([z.string(), z.number(), z.bigint()]);
const Question = z.looseObject({ id: Id });
const Envelope = z.looseObject({ jsonrpc: z.literal('2.0'), id: Id.nullable() });

/** A kit transport whose every failure is an `AppError`. @throws AppError `CHAIN_URL_INVALID`. */
export function createTransport({ url, timeoutMs }: TransportOptions): RpcTransport {
  const limits = { timeoutMs, maxAnswerBytes: MAX_ANSWER_BYTES };
  const post = createJsonRpcPost({ url, ...limits, parse: parseJsonIntegers, errors: solanaEndpoint });
  return async <TResponse>({ payload, signal }: Parameters<RpcTransport>[0]): Promise<TResponse> => {
    const answer = await post(stringifyJsonIntegers(payload), signal);
    const envelope = Envelope.safeParse(answer);
    if (!envelope.success) throw badAnswer('it is not JSON-RPC 2.0', envelope.error);
    // Null is the id of an error about a request that could not be read.
    if (envelope.data.id !== null && String(envelope.data.id) !== String(Question.parse(payload).id)) {
      throw badAnswer('it belongs to another question');
    }
    return answer as TResponse;
  };
}
