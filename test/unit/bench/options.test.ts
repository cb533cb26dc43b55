import { describe, expect, it } from 'vitest';
import { PARTS, readOptions } from '../../bench/options.ts';

describe('options of the bench', () => {
  it('measures everything but the peers unless told', () => {
    expect([...readOptions([]).parts]).toEqual(PARTS.filter((part) => part !== 'peers'));
    expect(readOptions(['--peers']).parts).toEqual(new Set(PARTS));
  });

  it('takes some parts, a file and the short form', () => {
    expect(readOptions(['--only', 'zk,ecdsa', '--quick', '--json', 'out.json'])).toEqual({
      ...{ parts: new Set(['zk', 'ecdsa']), quick: true, profiles: ['P112'], json: 'out.json', write: false },
    });
  });

  it('names the parts when one is unknown', () => {
    expect(() => readOptions(['--only', 'everything'])).toThrow(PARTS.join(', '));
  });

  it('takes one profile, also for a short run', () => {
    expect(readOptions([]).profiles).toEqual(['P112', 'P128']);
    expect(readOptions(['--quick', '--profile', 'P128']).profiles).toEqual(['P128']);
    expect(() => readOptions(['--profile', 'TEST'])).toThrow('P112 or P128');
  });

  it.each([['--quick'], ['--only=zk'], ['--profile=P112']])('writes no table of half a run: %s', (option) => {
    expect(() => readOptions(['--write', option])).toThrow('whole run');
  });
});
