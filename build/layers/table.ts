/** One row of the layer table in ARCHITECTURE.md. Paths are relative to the repository's root. */
export interface Layer {
  readonly folder: string;
  /** Folders it may import, besides itself. */
  readonly may: readonly string[];
  /** Folders it may import with `import type` only. */
  readonly mayTypes?: readonly string[];
  /** Imports inside the layer stay within one folder below it (adapters of one kind know nothing of another kind). */
  readonly apart?: boolean;
  /** May it import Node's own modules? A list names the only ones. */
  readonly node: boolean | readonly string[];
  /** Names it must not touch, because they read the clock, the network, the platform or unseeded randomness. */
  readonly without: readonly string[];
  /** Packages it may import; absent means any that has no other home. */
  readonly packages?: readonly string[];
  /** Where code that breaks the row belongs instead. */
  readonly instead: string;
}

const PLATFORM = ['process', 'Buffer', 'require'];
const AMBIENT = [
  ...['Date', 'performance', 'setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask'],
  ...['fetch', 'XMLHttpRequest', 'WebSocket', 'crypto', 'console', 'Math.random'],
];

export const LAYERS: readonly Layer[] = [
  {
    folder: 'src/base',
    may: [],
    node: false,
    without: [...PLATFORM, ...AMBIENT],
    packages: ['@noble', '@scure/base', 'zod'],
    instead:
      'base is pure vocabulary: declare a port here (as Clock and Random are) and implement it in src/adapters or src/apps.',
  },
  {
    // Arithmetic on large numbers: OpenSSL's exponentiation and primes, and the refusal of published moduli outside tests.
    folder: 'src/engine/crypto',
    may: ['src/base'],
    node: ['node:crypto', 'node:process'],
    without: [...PLATFORM, ...AMBIENT],
    packages: ['@noble'],
    instead:
      'engine/crypto is pure mathematics over node:crypto: protocols belong in src/engine/mpc, I/O in src/adapters.',
  },
  {
    folder: 'src/engine',
    may: ['src/base'],
    node: false,
    without: [...PLATFORM, ...AMBIENT],
    packages: ['@noble'],
    instead:
      'engine is pure mathematics that signs digests: take time, randomness and messages as arguments; I/O belongs in src/adapters, transfers in src/treasury.',
  },
  {
    folder: 'src/treasury',
    may: ['src/base'],
    node: false,
    without: [...PLATFORM, ...AMBIENT],
    packages: ['@noble', '@scure/base', 'zod'],
    instead:
      'treasury is pure rules: declare a port in src/treasury and implement it in src/adapters; take time and randomness as arguments; wire them in src/apps.',
  },
  {
    folder: 'src/adapters',
    may: ['src/base', 'src/engine', 'src/treasury'],
    apart: true,
    node: true,
    without: [],
    instead: 'an adapter serves one port and knows no other kind of adapter: combine adapters in src/apps.',
  },
  {
    folder: 'src/contract',
    // The scalar wire types (hex, decimal, one line of text) are the same on the log and on the contract.
    may: ['src/base', 'src/treasury/workspace/wire.ts'],
    mayTypes: ['src/treasury'],
    node: false,
    without: [...PLATFORM, ...AMBIENT],
    packages: ['zod'],
    instead:
      'contract is what the renderer may see, browser-safe and without secrets: take types from src/treasury with "import type"; behaviour belongs in src/apps/console.',
  },
  {
    folder: 'src/apps',
    may: ['src'],
    node: true,
    without: [],
    instead: 'an app is a composition root over src: Electron code belongs in electron/, screens in renderer/.',
  },
  {
    folder: 'electron',
    may: [
      ...['src/apps/console', 'src/apps/processes', 'src/contract'],
      ...['src/apps/cosigner/main.ts', 'src/apps/devchains/main.ts', 'src/apps/devchains/anvil/main.ts'],
    ],
    node: true,
    without: [],
    instead:
      'electron is a thin shell: services belong in src/apps/console, which electron starts; shapes belong in src/contract.',
  },
  {
    folder: 'renderer',
    may: ['src/contract'],
    node: false,
    without: PLATFORM,
    instead:
      'the renderer knows only src/contract: ask for data with a contract call and let src/apps/console answer it.',
  },
];

/** Packages that have one home, so that what they stand for can be exchanged there and nowhere else. */
export const PACKAGE_HOMES: Readonly<Record<string, readonly string[]>> = {
  electron: ['electron'],
  react: ['renderer'],
  'react-dom': ['renderer'],
  '@mantine': ['renderer'],
  '@tanstack': ['renderer'],
  '@solana': ['src/adapters/chains/solana', 'src/apps/devchains'],
  '@solana-program': ['src/adapters/chains/solana', 'src/apps/devchains'],
  litesvm: ['src/apps/devchains'],
  viem: ['src/adapters/chains/evm'],
  '@foundry-rs': ['src/apps/devchains'],
  'node:sqlite': ['src/adapters/storage', 'src/apps/devchains'],
};

/** Words that must not occur in the product at all: no code path takes enough shares to rebuild a key. */
export const FORBIDDEN_WORDS: readonly { readonly pattern: RegExp; readonly why: string }[] = [
  {
    pattern: /\b(combineSecret|trustedDealer)\w*/,
    why: 'no process may rebuild or deal a key: use the dealerless key generation and threshold signing of src/engine/mpc.',
  },
];
