/** Questions to one JSON-RPC endpoint over HTTP: with a deadline, a limit on what is read back, and no redirects. */
import { AppError } from '../../base/errors.ts';
import type { EndpointErrors } from './json-rpc-errors.ts';

export interface JsonRpcHttpOptions {
  /** An https address, or http on this machine. */
  readonly url: string;
  /** Per question. */
  readonly timeoutMs: number;
  /** What is longer is not read. */
  readonly maxAnswerBytes: number;
  readonly parse: (text: string) => unknown;
  readonly errors: EndpointErrors;
}

/** Posts one body and gives the parsed answer. @throws AppError `CHAIN_UNREACHABLE`, `CHAIN_BAD_ANSWER`. */
export type JsonRpcPost = (body: string, signal?: AbortSignal) => Promise<unknown>;

/** @throws AppError `CHAIN_URL_INVALID`. */
export function createJsonRpcPost(options: JsonRpcHttpOptions): JsonRpcPost {
  const endpoint = parseEndpoint(options);
  return async (body, signal) => {
    const text = await post(endpoint, body, signal, options);
    try {
      return options.parse(text);
    } catch (cause) {
      throw options.errors.badAnswer('it is not JSON', cause);
    }
  };
}

async function post(
  endpoint: URL,
  body: string,
  signal: AbortSignal | undefined,
  { timeoutMs, maxAnswerBytes, errors }: JsonRpcHttpOptions,
): Promise<string> {
  const deadline = AbortSignal.timeout(timeoutMs);
  try {
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      redirect: 'error',
      body,
      signal: signal === undefined ? deadline : AbortSignal.any([deadline, signal]),
    });
    if (response.status === 429 || response.status >= 500) throw errors.chainUnreachable(`HTTP ${response.status}`);
    if (!response.ok) throw errors.badAnswer(`HTTP status ${response.status}`);
    return await readLimited(response, maxAnswerBytes, errors);
  } catch (error) {
    // fetch itself throws for refused connections, time-outs, cancellation, redirects and broken bodies: no answer, in every case.
    throw error instanceof AppError ? error : errors.chainUnreachable(error);
  }
}

async function readLimited(response: Response, maxBytes: number, errors: EndpointErrors): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.length;
    if (length > maxBytes) throw errors.badAnswer('it is too long');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Plain HTTP only to this machine; credentials belong in no URL. */
function parseEndpoint({ url, errors }: JsonRpcHttpOptions): URL {
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
  throw errors.invalidUrl();
}
