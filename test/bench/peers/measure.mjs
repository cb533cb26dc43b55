/** Measures the peers and prints one line of JSON: an array of figures as in `../figures.ts`. Run by `../peers-bench.ts`. */
import { bitgoEcdsa } from './bitgo-ecdsa.mjs';
import { bitgoEddsa } from './bitgo-eddsa.mjs';
import { dkls } from './dkls.mjs';

const figures = [...dkls(), ...(await bitgoEcdsa()), ...(await bitgoEddsa())];
console.log(JSON.stringify(figures));
