/** HTTP in front of the JSON-RPC calls, for programs of this machine only. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AppError } from '../../base/errors.ts';

const LOOPBACK = '127.0.0.1';
const MAX_BODY_BYTES = 16 * 1024;
const MAX_CONNECTIONS = 64;

export interface HttpServer {
  readonly port: number;
  /** Stops listening and ends open connections. */
  close(): Promise<void>;
}

/** Serves `answer` on a loopback port (0: any free one). @throws AppError `DEVCHAIN_PORT` when the port cannot be had. */
export async function startHttpServer(port: number, answer: (body: string) => string): Promise<HttpServer> {
  const server = createServer(
    { requestTimeout: 10_000, headersTimeout: 5_000, maxHeaderSize: 8 * 1024 },
    (request, response) => {
      void handle(request, response, answer);
    },
  );
  server.maxConnections = MAX_CONNECTIONS;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => reject(unusablePort(port, cause)));
    server.listen(port, LOOPBACK, resolve);
  });
  return { port: (server.address() as AddressInfo).port, close: () => closeServer(server) };
}

async function handle(
  request: IncomingMessage,
  response: ServerResponse,
  answer: (body: string) => string,
): Promise<void> {
  const refusal = refusalOf(request);
  if (refusal !== undefined) return refuse(response, refusal);
  const body = await readBody(request);
  if (body === undefined) return refuse(response, 413);
  const text = answer(body);
  response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-store' }).end(text);
}

/** The HTTP status to refuse a request with. A web page must not reach the chain, not even by a name that leads here. */
function refusalOf({ headers, method, socket, url }: IncomingMessage): number | undefined {
  const hosts = [`${LOOPBACK}:${socket.localPort}`, `localhost:${socket.localPort}`];
  if (headers.host === undefined || !hosts.includes(headers.host) || headers.origin !== undefined) return 403;
  if (url !== '/') return 404;
  if (method !== 'POST') return 405;
  if (!/^application\/json(?:;\s*charset=utf-8)?$/i.test(headers['content-type'] ?? '')) return 415;
  return Number(headers['content-length'] ?? 0) > MAX_BODY_BYTES ? 413 : undefined;
}

/** Undefined when the body is too long or never arrives whole. */
async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      length += chunk.length;
      if (length > MAX_BODY_BYTES) return undefined;
      chunks.push(chunk);
    }
  } catch {
    return undefined; // The client went away; the refusal that follows reaches nobody.
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Ends the connection too, because the rest of a refused body is not read. */
function refuse(response: ServerResponse, status: number): void {
  response.writeHead(status, { connection: 'close' }).end();
}

function unusablePort(port: number, cause: Error): AppError {
  return new AppError({
    code: 'DEVCHAIN_PORT',
    kind: 'input',
    message: `The development chain cannot listen on port ${port}.`,
    next: 'End the program that uses the port, or choose another one; 0 takes any free port.',
    cause,
  });
}

async function closeServer(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeAllConnections();
  await closed;
}
