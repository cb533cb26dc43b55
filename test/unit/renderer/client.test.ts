import { describe, expect, test } from 'vitest';
import { newCommandId, wireErrorOf } from '../../../renderer/api/client.ts';
import { reportOf } from '../../../renderer/components/Problem.tsx';
import { createTrustedTypesPolicy } from '../../../renderer/security-policy.ts';
import { createClient, RemoteError } from '../../../src/contract/client.ts';
import type { Input } from '../../../src/contract/contract.ts';
import type { Channel } from '../../../src/contract/channels.ts';
import { ScriptedConsole } from '../../renderer-example/scripted-console.ts';
import { scenes } from '../../renderer-example/scenes.ts';
import { summaries } from '../../renderer-example/requests.ts';

const queries = {
  'app.status': {},
  'workspace.get': {},
  'ceremony.get': {},
  'balance.list': { refresh: false },
  'payee.list': {},
  'request.list': {},
  'key.list': {},
  'log.list': { filter: '', before: null, limit: 60 },
  'log.verify': {},
} satisfies { [C in Channel]?: Input<C> };

describe.each(scenes)('scene %s', (scene) => {
  const client = createClient(new ScriptedConsole(scene).bridge());

  test.each(Object.entries(queries))('%s fits the contract', async (channel, input) => {
    await expect(client.call(channel as Channel, input as never)).resolves.toBeDefined();
  });

  test.each(summaries.map(({ label, requestId }) => [label, requestId]))(
    'request %s fits the contract',
    async (_, requestId) => {
      await expect(client.call('request.get', { requestId: requestId ?? '' })).resolves.toHaveProperty('can');
    },
  );
});

test('an approval waits for the token, and a refusal there makes none', async () => {
  const client = createClient(new ScriptedConsole('ready').bridge());
  const prompts: (string | null)[] = [];
  client.on('token.prompted', ({ prompt }) => prompts.push(prompt?.promptId ?? null));
  const approve = client.call('request.approve', {
    requestId: summaries[0]!.requestId,
    intentHash: 'ab'.repeat(32),
    commandId: newCommandId(),
  });
  const outcome = approve.catch((error: unknown) => wireErrorOf(error).code);
  await expect.poll(() => prompts).toEqual(['01']);
  await client.call('token.answer', { promptId: '01', answer: 'refuse' });
  expect(await outcome).toBe('TOKEN_REFUSED');
  expect(prompts).toEqual(['01', null]);
});

describe('errors in words', () => {
  test('an error of the console stays as it is', () => {
    const wire = { code: 'X', kind: 'input', message: 'No.' } as const;
    expect(wireErrorOf(new RemoteError(wire))).toBe(wire);
  });

  test('text that the contract refuses never leaves the window', async () => {
    const client = createClient(new ScriptedConsole('ready').bridge());
    const call = client.call('request.reject', {
      requestId: summaries[0]!.requestId,
      reason: 'pay \u202e me',
      commandId: newCommandId(),
    });
    const error: unknown = await call.catch((reason: unknown) => reason);
    expect(wireErrorOf(error).code).toBe('INPUT_UNSENDABLE');
  });

  test('anything else says that the console is gone, without its text', () => {
    expect(wireErrorOf(new Error('secret path')).code).toBe('CONSOLE_UNREACHABLE');
    expect(JSON.stringify(wireErrorOf(new Error('secret path')))).not.toContain('secret');
  });

  test('a report holds code, words and public details', () => {
    const wire = { code: 'C', kind: 'chain', message: 'Away.', details: { seconds: 10 } } as const;
    expect(reportOf(wire, '0.1.0')).toBe('Countersign 0.1.0\ncode: C\nkind: chain\nAway.\nseconds: 10');
  });
});

test('command ids are 32 hex digits and differ', () => {
  const ids = new Set(Array.from({ length: 50 }, newCommandId));
  expect(ids.size).toBe(50);
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{32}$/);
});

test('the Trusted Types policy lets style text pass and refuses markup', () => {
  let rules: { createHTML: (text: string) => string | null } | undefined;
  createTrustedTypesPolicy({ createPolicy: (_, given) => void (rules = given) });
  expect(rules?.createHTML(':root { --cs-text: #181b21 }')).toBe(':root { --cs-text: #181b21 }');
  expect(rules?.createHTML('<img src=x onerror=alert(1)>')).toBeNull();
});
