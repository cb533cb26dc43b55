import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { SlowHolders } from '../../../renderer/features/keys/SlowHolders.tsx';

const holder = (name: string, slowBecause: string | null) => ({ coSigner: { pid: name, name }, slowBecause });

it('the Keys screen names every holder whose arithmetic fell back, and why; nothing while all is well', () => {
  const shown = (...holders: ReturnType<typeof holder>[]): string =>
    renderToStaticMarkup(createElement(SlowHolders, { holders }));
  expect(shown(holder('Endpoint', null), holder('HSM', 'openssl, 512 bits: no result'))).toBe(
    '<p class="c-wait">HSM signs about eight times slower than it should. ' +
      'Its arithmetic fell back: openssl, 512 bits: no result</p>',
  );
  expect(shown(holder('Endpoint', null), holder('HSM', null))).toBe('');
});
