/** The contract itself: every call and event survives both transports, and no output has a place for a secret. */
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { CHANNELS, EVENTS, type Channel, type EventName } from '../../../src/contract/channels.ts';
import { contract, events, type EventPayload } from '../../../src/contract/contract.ts';
import { encodeEvent, MAX_CALL_LENGTH, serveCall } from '../../../src/contract/serve.ts';
import { WireError } from '../../../src/contract/views.ts';
import { ScriptedConsole } from '../../renderer-example/scripted-console.ts';
import { inputs } from './examples.ts';
import { handlersThatMustNotRun } from './handlers.ts';
import { fieldNamesOf } from './schema-fields.ts';

/** What a value looks like after Electron's bridge (structured clone) and after the browser shell's (JSON). */
const transports: readonly [string, (wire: unknown) => unknown][] = [
  ['structured clone', (wire) => structuredClone(wire)],
  ['JSON', (wire) => JSON.parse(JSON.stringify(wire)) as unknown],
];

describe.each(transports)('over %s', (_, travel) => {
  it.each(CHANNELS)('the input of %s arrives as it was sent', (channel) => {
    const schema: z.ZodType = contract[channel].input;
    expect(schema.parse(travel(z.encode(schema, inputs[channel])))).toEqual(inputs[channel]);
  });

  it.each(CHANNELS)('the output of %s arrives as it was sent', async (channel) => {
    const schema: z.ZodType = contract[channel].output;
    const output = await exampleOutput(channel);
    expect(schema.parse(travel(z.encode(schema, output)))).toEqual(output);
  });

  it.each(EVENTS)('the event %s arrives as it was sent', (name) => {
    const schema: z.ZodType = events[name];
    const encoded = encodeEvent({ name, payload: payloads[name] } as Parameters<typeof encodeEvent>[0]);
    expect(encoded.name).toBe(name);
    expect(schema.parse(travel(encoded.payload))).toEqual(payloads[name]);
  });
});

/** The example console answers every call with full views; those without a plain answer return nothing. */
async function exampleOutput(channel: Channel): Promise<unknown> {
  if (channel === 'workspace.unlock') return {};
  const example = new ScriptedConsole('ready');
  const bridge = example.bridge();
  const schema: z.ZodType = contract[channel].output;
  const known = await firstRequestId(bridge);
  const input = { ...inputs[channel], ...('requestId' in inputs[channel] ? { requestId: known } : {}) };
  bridge.subscribe('token.prompted', (wire) => {
    if ((wire as { prompt: unknown }).prompt !== null)
      void bridge.invoke('token.answer', { promptId: '01', answer: 'approve' });
  });
  const reply = await bridge.invoke(channel, z.encode(contract[channel].input as z.ZodType, input));
  const { value } = z.object({ ok: z.literal(true), value: z.unknown() }).parse(reply);
  return schema.parse(value);
}

async function firstRequestId(bridge: ReturnType<ScriptedConsole['bridge']>): Promise<string> {
  const Reply = z.object({ value: z.array(z.object({ requestId: z.string() })) });
  return Reply.parse(await bridge.invoke('request.list', {})).value[0]?.requestId ?? '';
}

const payloads: { readonly [E in EventName]: EventPayload<E> } = {
  'app.changed': {},
  'workspace.changed': { logSize: 231 },
  'ceremony.progressed': {},
  'session.progressed': { requestId: '1a'.repeat(16) },
  'key.progressed': {},
  'token.prompted': {
    prompt: {
      promptId: '0c'.repeat(8),
      tokenKind: 'simulated',
      requestId: '1a'.repeat(16),
      screens: [{ title: 'Amount', lines: ['2.5 SOL'] }],
    },
  },
};

describe('secrets', () => {
  // A reshare is public; what it deals is not.
  const SECRET = /(?<!re)share|secret|mnemonic|nonce|seed|private|passphrase|logkey/i;

  it.each(CHANNELS)('have no field in the output of %s', (channel) => {
    expect(fieldNamesOf(contract[channel].output).filter((name) => SECRET.test(name))).toEqual([]);
  });

  it.each(EVENTS)('have no field in the event %s', (name) => {
    expect(fieldNamesOf(events[name]).filter((field) => SECRET.test(field))).toEqual([]);
  });

  it('have no field in an error', () => {
    expect(fieldNamesOf(WireError).filter((name) => SECRET.test(name))).toEqual([]);
  });

  it('would be found: the walk reaches fields at any depth', () => {
    const nested = z.array(
      z.union([z.string(), z.strictObject({ inner: z.strictObject({ keyShare: z.string() }).nullable() })]),
    );
    expect(fieldNamesOf(nested)).toEqual(['inner', 'keyShare']);
    expect(fieldNamesOf(contract['request.get'].output)).toContain('transactionId');
  });
});

describe('a call that must not run', () => {
  const none = handlersThatMustNotRun();

  it.each(['', 'toString', '__proto__', 'request.get ', 'request.delete', 7, null, ['request.get']])(
    'an unknown channel: %s',
    async (channel) => {
      expect(await serveCall(none, channel, {})).toMatchObject({ ok: false, error: { code: 'CALL_UNKNOWN' } });
    },
  );

  it.each(CHANNELS)('%s with more than a call may carry', async (channel) => {
    const wire = { ...inputs[channel], padding: 'x'.repeat(MAX_CALL_LENGTH) };
    expect(await serveCall(none, channel, wire)).toMatchObject({ ok: false, error: { code: 'CALL_TOO_LARGE' } });
  });

  it.each(CHANNELS)('%s with a field too many, a field too few, or no object at all', async (channel) => {
    const input = z.encode(contract[channel].input as z.ZodType, inputs[channel]) as Record<string, unknown>;
    const [first] = Object.keys(input);
    const broken: unknown[] = [{ ...input, admin: true }, 'text', 7, [input], [], true];
    if (first !== undefined) broken.push({ ...input, [first]: undefined }, { ...input, [first]: { evil: 1 } }, {});
    for (const wire of broken) {
      expect(await serveCall(none, channel, wire)).toMatchObject({ ok: false, error: { code: 'CALL_INVALID' } });
    }
  });

  it.each(CHANNELS)('%s with something that is not JSON', async (channel) => {
    const circular: Record<string, unknown> = {};
    circular['self'] = circular;
    expect(await serveCall(none, channel, circular)).toMatchObject({ ok: false, error: { code: 'CALL_INVALID' } });
    expect(await serveCall(none, channel, { big: 1n })).toMatchObject({ ok: false, error: { code: 'CALL_INVALID' } });
  });
});
