import { describe, expect, test } from 'vitest';
import { asertNextBits, asertNextTarget, networks, type AsertInput } from '../../../src/consensus/index.ts';

const anchor: AsertInput = {
  anchorBits: 0x1b0404cb,
  timeDelta: 600,
  heightDelta: 0,
  targetSpacing: 600,
  halfLife: 172800,
  powLimit: networks.mainnet.powLimit,
};

describe('asertNextBits', () => {
  test('keeps the target of a chain on its schedule', () => {
    expect(asertNextBits(anchor)).toBe(0x1b0404cb);
    expect(asertNextBits({ ...anchor, heightDelta: 999, timeDelta: 600_000 })).toBe(0x1b0404cb);
  });

  test('doubles or halves it for each half-life behind or ahead', () => {
    expect(asertNextBits({ ...anchor, timeDelta: 600 + 172800 })).toBe(0x1b080996);
    expect(asertNextBits({ ...anchor, timeDelta: 600 - 172800 })).toBe(0x1b020265);
  });

  test('stays between 1 and the limit, however far off', () => {
    expect(asertNextTarget({ ...anchor, timeDelta: 1e15 })).toBe(networks.mainnet.powLimit);
    expect(asertNextTarget({ ...anchor, timeDelta: -1e15 })).toBe(1n);
    expect(asertNextBits({ ...anchor, timeDelta: 1e15 })).toBe(0x1d00ffff);
    expect(asertNextBits({ ...anchor, timeDelta: -1e15 })).toBe(0x01010000);
  });

  test('is 1 when halving leaves nothing, and the limit when doubling leaves more', () => {
    expect(asertNextTarget({ ...anchor, anchorBits: 0x01010000, timeDelta: 600 - 172800 })).toBe(1n);
    expect(asertNextTarget({ ...anchor, anchorBits: 0x1d00ffff, timeDelta: 600 + 172800 })).toBe(
      networks.mainnet.powLimit,
    );
  });

  test.each<[keyof AsertInput, unknown]>([
    ['timeDelta', 0.5],
    ['heightDelta', -1],
    ['targetSpacing', 0],
    ['halfLife', 0],
    ['powLimit', 5],
    ['powLimit', 0n],
    ['anchorBits', -1],
    ['anchorBits', 0],
    ['anchorBits', 0x1d80ffff],
    ['anchorBits', 0xff7fffff],
  ])('refuses %s of %s', (name, value) => {
    const message = new RegExp(name === 'anchorBits' ? '^(bits|anchorBits): expected' : `^${name}: expected`);
    expect(() => asertNextBits({ ...anchor, [name]: value })).toThrow(message);
  });
});
