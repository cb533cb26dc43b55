/** JSON-RPC over HTTP to one endpoint: with a deadline, a limit on what is read back, and no redirects. */
import { z } from 'zod';
import { AppError } from '../../../base/errors.ts';
import { badAnswer, chainUnreachable, type NodeError } from './chain-errors.ts';

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
  const endpoint = parseEndpoint(url);
  let lastId = 0;
  return async (method, params) => {
    lastId += 1;
    const id = lastId;
    const text = await post(endpoint, JSON.stringify({ jsonrpc: '2.0', id, method, params }), timeoutMs);
    const answer = Answer.safeParse(parseJson(text));
    if (!answer.success) throw badAnswer('it is not JSON-RPC 2.0', answer.error);
    const { error, result } = answer.data;
    const isForUs = answer.data.id === id || (answer.data.id === null && error !== undefined);
    if (!isForUs) throw badAnswer('it belongs to another question');
    return error === undefined ? { result } : { error: { code: error.code, message: error.message } };
  };
}

async function post(endpoint: URL, body: string, timeoutMs: number): Promise<string> {
  try {
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      redirect: 'error',
      body,
      signal: AbortSignal.timeout(timeoutMs),
    });
    if (response.status === 429 || response.status >= 500) throw chainUnreachable(`HTTP ${response.status}`);
    if (!response.ok) throw badAnswer(`HTTP status ${response.status}`);
    return await readLimited(response);
  } catch (error) {
    // fetch itself throws for refused connections, time-outs, redirects and broken bodies: no answer, in every case.
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

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw badAnswer('it is not JSON', cause);
  }
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
    message: 'An EVM endpoint is an https address, or an http address of this machine, without a user name.',
    next: 'Correct the address of the endpoint.',
  });
}
