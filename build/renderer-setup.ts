import { buildRenderer } from './renderer.ts';

/** Playwright's global set-up: end-to-end specs always see the renderer as it is now. */
export default async function setUp(): Promise<void> {
  await buildRenderer();
}
