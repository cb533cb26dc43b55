/** Moduli whose factors are published in this repository (test fixtures). No profile but `TEST` accepts them. */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '../../base/bytes.ts';
import { bitLength, integerToBytes } from './integers.ts';

/** SHA-256 of the big-endian modulus. `test/unit/engine/crypto` compares the list with the fixtures. */
const PUBLISHED: ReadonlySet<string> = new Set([
  'ab388e250ca2e7fba68d5067292631ccd57e9641c7ee99e54df131e0be3c77aa',
  '4d085953c1b847d92c53b1785af3d938b7c2595655df0400ae225bdc1e7f5c46',
  '97a307dcc8d77af9f2012f64a066b4f1d48fb04014c5403be08cdfdc493a6a61',
  'b459fa74781a65264461197d6e43e74bb467d43e4a51b9c5f43a22849b4303fb',
  'aff16a0f131080670f45a3a96b6d714c21a776c45e469e21fee6b901e6b2b5ae',
  'c75b82ba432359f4e37447543f175d4e576943493bd402c7aee109e2fada826f',
  'ffae220c7dd3aab6cb676f074162ea757ef0ec7c3d234e6366f49d965e8f46b1',
  'cd3a55a0bd94ff805236ec26c9dc5717eefd52885f59a23fbdc37d93b958883e',
  '3630ff567b3aace2f6cd6ed6bbd05a54a543fcfe8a5ba5e1e0f0b537867e5c2d',
  '0d2a65ace456211c4f53b73383906d13bd675fbb90ee81590a095776690585c4',
  '645852bd14e4177fc35eb19c60054cc759eca704339c25e4e7ae73e263c5f3bb',
  '7477c38ca905aec7ab9f552851bbe005be2b32681eb1411336aa3360d104d3ea',
  '7b9d123988472b3d55b1fe8ea91acc19d644c0192b85c819f07572aaff69e890',
  'b87da2a579902800b398172d3aabdaacbb01b360181bbf5f2b53e592b0387ee3',
  '33716df246b2267a68d60c6291390ff65b9c838fba1758f37ae53eb5a82955c4',
  'e58925438af29f069fa6f8cfe0590607494638c6c100333bf5e4678dce729281',
  '33903b61d580feccc5cdbc86fe5c0a2c09f189a7015086e02111144fac4fe439',
  '58e906365c3e06d496ac4059cf9344c2ccfc4dfdd3d0779967b7145121eabefe',
  '85acf7dfa9293b84c25bf35fdc4361222c227f939de638760004675175869115',
  '218841bcb80847f1ce3198243b39f1bde7ba11e4b8295843b2b77d31fd4ecdc6',
  '7affbd17081115e881f39274a26a477f5bb18c6386e9c5859c3b00829cdfcd57',
  'e2f1411c94bb693c5f34d69c3cc37e3ba7e4cbb86c3fb42b8f25eb6f6f6317ef',
  '76e895d529f753beb4d440eb51a766333721e6c1e36451121ffd5146aa6d5fc8',
  '5424cebf311b2fa160be5ce52ee758a3c1085e3800fedfa7d4beaaca7db87d1d',
  'ce348b7790f1cef9def2fee66428e638e8d0fd7a5a13edf56a8cb0d523a7a81e',
  'f1dd225ac85d050c2cdb126c23bc5027bb904ab3cc15d390970f6f79764354b0',
]);

/** Whether the factors of `N` are public knowledge. */
export function isPublishedModulus(N: bigint): boolean {
  return N > 0n && PUBLISHED.has(bytesToHex(sha256(integerToBytes(N, Math.ceil(bitLength(N) / 8)))));
}
