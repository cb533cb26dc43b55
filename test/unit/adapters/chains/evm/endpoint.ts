/** An endpoint that says what a test wants, to see what is believed. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Result of a call, or an error of the node. */
export type Says = (method: string, params: readonly unknown[]) => unknown;

export interface Endpoint {
  readonly url: string;
  /** Methods that were asked, in order. */
  readonly asked: string[];
}

const servers: Server[] = [];

export function closeEndpoints(): void {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
}

/** @param reply the whole HTTP answer to a request body; null never answers */
export async function rawEndpoint(
  reply: (body: string) => { status?: number; text: string } | null,
): Promise<Endpoint> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      asked.push((JSON.parse(body) as { method: string }).method);
      const answer = reply(body);
      if (answer !== null) response.writeHead(answer.status ?? 200, { location: '/elsewhere' }).end(answer.text);
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

/** What a node refuses a call with, in its own words. */
export class NodeRefusal extends Error {}

/** An endpoint that answers every call by its method; `NodeRefusal` is an error of the node. */
export function endpoint(says: Says): Promise<Endpoint> {
  return rawEndpoint((body) => {
    const { id, method, params } = JSON.parse(body) as { id: number; method: string; params: readonly unknown[] };
    try {
      return { text: JSON.stringify({ jsonrpc: '2.0', id, result: says(method, params) }) };
    } catch (error) {
      if (!(error instanceof NodeRefusal)) throw error;
      return { text: JSON.stringify({ jsonrpc: '2.0', id, error: { code: -32000, message: error.message } }) };
    }
  });
}
