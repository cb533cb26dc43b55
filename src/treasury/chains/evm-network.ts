/** Names of EVM networks: `eip155:` and the chain id in decimal, as CAIP-2 writes them. */

const NETWORK = /^eip155:([1-9]\d{0,15})$/;
const FAMILIAR: ReadonlyMap<bigint, string> = new Map([
  [1n, 'Ethereum'],
  [11_155_111n, 'the Sepolia test network'],
  [31_337n, 'the development chain 31337'],
]);

/** The name of the network with this chain id. */
export function evmNetwork(chainId: bigint): string {
  return `eip155:${chainId}`;
}

/** The chain id in a network's name, or `null` for a text of another form. */
export function chainIdOf(network: string): bigint | null {
  const digits = NETWORK.exec(network)?.[1];
  return digits === undefined ? null : BigInt(digits);
}

/** A network in words: `Ethereum`, `the EVM network 137`. The same address exists on all of them, so sentences must say which. */
export function evmNetworkWords(network: string): string {
  const chainId = chainIdOf(network);
  return chainId === null ? network : (FAMILIAR.get(chainId) ?? `the EVM network ${chainId}`);
}
