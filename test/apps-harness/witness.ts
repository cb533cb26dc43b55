/**
 * `node --import witness.ts src/apps/cosigner/main.ts`: the co-signer's own program, whose runs are started through
 * `witnessed-worker.ts`.
 */
import { registerHooks } from 'node:module';

const STARTER = new URL('../../src/apps/cosigner/start-worker.ts', import.meta.url).href;
const WITNESSED = new URL('./witnessed-worker.ts', import.meta.url).href;

registerHooks({
  resolve(specifier, context, nextResolve) {
    const found = nextResolve(specifier, context);
    return found.url === STARTER && context.parentURL !== WITNESSED ? { ...found, url: WITNESSED } : found;
  },
});
