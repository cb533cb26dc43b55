/** HTTP to an RPC endpoint: with a deadline, a limit on what is read back, and no redirects. */
import type { RpcTransport } from '@solana/kit';
import { z } from 'zod';
import { AppError } from '../../../base/errors.ts';
import { badAnswer, chainUnreachable } from './chain-errors.ts';
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
  const endpoint = parseEndpoint(url);
  return async <TResponse>({ payload, signal }: Parameters<RpcTransport>[0]): Promise<TResponse> => {
    const deadline = AbortSignal.timeout(timeoutMs);
    const text = await post(endpoint, stringifyJsonIntegers(payload), anyOf(deadline, signal));
    const answer = parseAnswer(text);
    const envelope = Envelope.safeParse(answer);
    if (!envelope.success) throw badAnswer('it is not JSON-RPC 2.0', envelope.error);
    // Null is the id of an error about a request that could not be read.
    if (envelope.data.id !== null && String(envelope.data.id) !== String(Question.parse(payload).id)) {
      throw badAnswer('it belongs to another question');
    }
    return answer as TResponse;
  };
}

async function post(endpoint: URL, body: string, signal: AbortSignal): Promise<string> {
  try {
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      redirect: 'error',
      body,
      signal,
    });
    if (response.status === 429 || response.status >= 500) throw chainUnreachable(`HTTP ${response.status}`);
    if (!response.ok) throw badAnswer(`HTTP status ${response.status}`);
    return await readLimited(response);
  } catch (error) {
    // fetch itself throws for refused connections, time-outs, cancellation and broken bodies: no answer, in every case.
    throw error instanceof AppError ? error : chainUnreachable(error);
  }
}

async function readLimited(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.length;
    if (length > MAX_ANSWER_BYTES) throw badAnswer('it is too long');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parseAnswer(text: string): unknown {
  try {
    return parseJsonIntegers(text);
  } catch (cause) {
    throw badAnswer('it is not JSON', cause);
  }
}

function anyOf(deadline: AbortSignal, signal: AbortSignal | undefined): AbortSignal {
  return signal === undefined ? deadline : AbortSignal.any([deadline, signal]);
}

/** Plain HTTP only to this machine; credentials belong in no URL. */
function parseEndpoint(url: string): URL {
  const endpoint = URL.canParse(url) ? new URL(url) : undefined;
  const isLoopback = endpoint !== undefined && ['127.0.0.1', '[::1]', 'localhost'].includes(endpoint.hostname);
  if (
    endpoint !== undefined &&
    (endpoint.protocol === 'https:' || (endpoint.protocol === 'http:' && isLoopback)) &&
    endpoint.username === '' &&
    endpoint.password === ''
  ) {
    return endpoint;
  }
  throw new AppError({
    code: 'CHAIN_URL_INVALID',
    kind: 'input',
    message: 'A Solana endpoint is an https address, or an http address of this machine, without a user name.',
    next: 'Correct the address of the endpoint.',
  });
}
