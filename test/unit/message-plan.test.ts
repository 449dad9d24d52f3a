import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createJsKernel } from '../../src/engine/js-kernel.ts';
import { createMessagePlanner, type MessagePlan, type MessagePlanner } from '../../src/engine/message-plan.ts';
import { nonceLimit, type MessagePuzzle, type NonceEncoding } from '../../src/engine/message-job.ts';
import { prefixState } from '../../src/engine/message-states.ts';
import { finishSteps } from '../../src/primitives/index.ts';

const base: MessagePuzzle = { prefix: new Uint8Array(0), encoding: 'decimal', target: { kind: 'zero-bits', bits: 8 } };

function plannerOf(puzzle: MessagePuzzle): MessagePlanner {
  const afterPrefix = prefixState(createJsKernel(), { left: Number.POSITIVE_INFINITY }, puzzle.prefix);
  return createMessagePlanner(puzzle, finishSteps(afterPrefix));
}

/** The rounds of one block whose K + W are known (FIPS 180-4, 6.2.2), plainly. */
function compressSums(state: readonly number[], sums: Iterable<number>): number[] {
  const right = (x: number, bits: number): number => (x >>> bits) | (x << (32 - bits));
  let [a, b, c, d, e, f, g, h] = state as [number, number, number, number, number, number, number, number];
  for (const sum of sums) {
    const t1 = (h + (right(e, 6) ^ right(e, 11) ^ right(e, 25)) + ((e & f) ^ (~e & g)) + sum) | 0;
    const t2 = (right(a, 2) ^ right(a, 13) ^ right(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
    [a, b, c, d, e, f, g, h] = [(t1 + t2) | 0, a, b, c, (d + t1) | 0, e, f, g];
  }
  return [a, b, c, d, e, f, g, h].map((word, i) => (word + state[i]!) | 0);
}

/** The first 64 primes' cube roots, 32 bits behind the point (FIPS 180-4, 4.2.2), in integers. */
const K = ((): number[] => {
  const constants: number[] = [];
  for (let n = 2n; constants.length < 64; n++) {
    let isPrime = true;
    for (let divisor = 2n; divisor * divisor <= n; divisor++) if (n % divisor === 0n) isPrime = false;
    if (!isPrime) continue;
    let root = 0n;
    for (let bit = 1n << 35n; bit > 0n; bit >>= 1n) if ((root + bit) ** 3n <= n << 96n) root += bit;
    constants.push(Number(root & 0xffffffffn));
  }
  return constants;
})();

function expandWords(block: readonly number[]): number[] {
  const right = (x: number, bits: number): number => (x >>> bits) | (x << (32 - bits));
  const w = [...block];
  for (let t = 16; t < 64; t++) {
    const s0 = right(w[t - 15]!, 7) ^ right(w[t - 15]!, 18) ^ (w[t - 15]! >>> 3);
    const s1 = right(w[t - 2]!, 17) ^ right(w[t - 2]!, 19) ^ (w[t - 2]! >>> 10);
    w.push((s1 + w[t - 7]! + s0 + w[t - 16]!) | 0);
  }
  return w;
}

/** The first hash of a counter, from what its plan says and nothing else. */
function digestByPlan(plan: MessagePlan, counter: number): string {
  const bytes = Buffer.alloc(plan.blocks.length * 4);
  plan.blocks.forEach((word, i) => bytes.writeInt32BE(word, 4 * i));
  const size = plan.counterSizeBytes;
  const at = plan.counterOffset;
  if (plan.counter === 'decimal') bytes.write(String(counter).padStart(size, '0'), at);
  else if (plan.counter === 'hex') bytes.write(counter.toString(16).padStart(size, '0'), at);
  else if (plan.counter === 'big-endian') bytes.writeUInt32BE(counter, at);
  else bytes.writeUInt32LE(counter, at);

  let state = [...plan.state];
  for (let block = 0; block < bytes.length; block += 64) {
    const words = Array.from({ length: 16 }, (_, i) => bytes.readInt32BE(block + 4 * i));
    state = compressSums(
      state,
      expandWords(words).map((word, t) => word + K[t]!),
    );
  }
  for (let from = 0; from < plan.knownSums.length; from += 64)
    state = compressSums(state, plan.knownSums.subarray(from, from + 64));
  return Buffer.from(Int32Array.from(state).buffer).swap32().toString('hex');
}

function digestOf({ prefix, suffix = new Uint8Array(0), encoding, hexDigits }: MessagePuzzle, nonce: number): string {
  const binary = Buffer.alloc(encoding.startsWith('u32') ? 4 : 8);
  if (encoding === 'u32le') binary.writeUInt32LE(nonce);
  if (encoding === 'u32be') binary.writeUInt32BE(nonce);
  if (encoding === 'u64le') binary.writeBigUInt64LE(BigInt(nonce));
  if (encoding === 'u64be') binary.writeBigUInt64BE(BigInt(nonce));
  const text = encoding === 'decimal' ? String(nonce) : nonce.toString(16).padStart(hexDigits ?? 0, '0');
  const written = encoding === 'decimal' || encoding === 'hex' ? text : binary;
  return createHash('sha256').update(prefix).update(written).update(suffix).digest('hex');
}

describe('the stretches of a message search', () => {
  it.each([
    // puzzle, nonce: counter, its bytes, where, blocks that change, sums behind; first nonce, end
    [{}, 0, ['decimal', 1, 0, 1, 0], 0, 10],
    [{}, 9, ['decimal', 1, 0, 1, 0], 0, 10],
    [{}, 10, ['decimal', 2, 0, 1, 0], 0, 100],
    [{}, 999, ['decimal', 3, 0, 1, 0], 0, 1000],
    [{}, 1000, ['decimal', 4, 0, 1, 0], 0, 10_000],
    [{}, 9999, ['decimal', 4, 0, 1, 0], 0, 10_000],
    [{}, 10_000, ['decimal', 4, 1, 1, 0], 10_000, 20_000],
    [{}, 9_999_999, ['decimal', 4, 3, 1, 0], 9_990_000, 10_000_000],
    [{}, 10_000_000, ['decimal', 4, 4, 1, 0], 10_000_000, 10_010_000],
    [{}, 2 ** 53 - 1, ['decimal', 4, 12, 1, 0], 9007199254740000, 9007199254750000],
    [{ encoding: 'hex', hexDigits: 1 }, 7, ['hex', 1, 0, 1, 0], 0, 16],
    [{ encoding: 'hex', hexDigits: 3 }, 7, ['hex', 3, 0, 1, 0], 0, 4096],
    [{ encoding: 'hex', hexDigits: 4 }, 0xffff, ['hex', 4, 0, 1, 0], 0, 0x10000],
    [{ encoding: 'hex', hexDigits: 16 }, 0x10000, ['hex', 4, 12, 1, 0], 0x10000, 0x20000],
    [{ encoding: 'u32le' }, 5, ['little-endian', 4, 0, 1, 0], 0, 2 ** 32],
    [{ encoding: 'u32be' }, 5, ['big-endian', 4, 0, 1, 0], 0, 2 ** 32],
    [{ encoding: 'u64le' }, 2 ** 32, ['little-endian', 4, 0, 1, 0], 2 ** 32, 2 ** 33],
    [{ encoding: 'u64be' }, 2 ** 32 - 1, ['big-endian', 4, 4, 1, 0], 0, 2 ** 32],
    // one block before, and the padding's second block behind
    [{ prefix: new Uint8Array(64 + 50), encoding: 'u32be' }, 5, ['big-endian', 4, 50, 1, 0], 0, 2 ** 32],
    [{ prefix: new Uint8Array(64 + 52), encoding: 'u32be' }, 5, ['big-endian', 4, 52, 1, 64], 0, 2 ** 32],
    // across two blocks
    [{ prefix: new Uint8Array(61), encoding: 'u32be' }, 5, ['big-endian', 4, 61, 2, 0], 0, 2 ** 32],
    [{ prefix: new Uint8Array(61), encoding: 'u64be' }, 5, ['big-endian', 4, 1, 1, 0], 0, 2 ** 32],
    [{ prefix: new Uint8Array(61), suffix: new Uint8Array(200) }, 5, ['decimal', 1, 61, 1, 256], 0, 10],
    [{ prefix: new Uint8Array(61), suffix: new Uint8Array(200) }, 5000, ['decimal', 4, 61, 2, 192], 0, 10_000],
  ] as const)('of %o around nonce %d', (change, nonce, shape, firstNonce, endNonce) => {
    const stretch = plannerOf({ ...base, ...change }).stretchOf(nonce);
    const { counter, counterSizeBytes, counterOffset, blocks, knownSums } = stretch.plan;
    expect([counter, counterSizeBytes, counterOffset, blocks.length / 16, knownSums.length]).toEqual(shape);
    expect([stretch.firstNonce, stretch.endNonce]).toEqual([firstNonce, endNonce]);
  });

  it('hands on the iterations and the filter', () => {
    const plan = (change: Partial<MessagePuzzle>): MessagePlan => plannerOf({ ...base, ...change }).stretchOf(0).plan;
    expect(plan({}).iterations).toBe(1);
    expect(plan({ hash: { kind: 'sha256' } }).iterations).toBe(1);
    expect(plan({ hash: { kind: 'sha256', iterations: 1000 } }).iterations).toBe(1000);
    expect(plan({}).filter).toEqual({ mask: 0xff000000, flip: 0, limit: 0 });
  });

  it('tell all of the message but the counter, whatever stretches the planner was asked for before', () => {
    const someBytes = fc.uint8Array({ maxLength: 200 });
    const written = fc.oneof(
      fc
        .constantFrom<NonceEncoding>('decimal', 'u32le', 'u32be', 'u64le', 'u64be')
        .map((encoding) => ({ encoding, hexDigits: undefined })),
      fc.integer({ min: 1, max: 16 }).map((hexDigits) => ({ encoding: 'hex' as const, hexDigits })),
    );
    // of each size alike
    const nonces = fc.array(
      fc.tuple(fc.integer({ min: 0, max: 53 }), fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })),
      {
        minLength: 1,
        maxLength: 5,
      },
    );
    fc.assert(
      fc.property(someBytes, someBytes, written, nonces, (prefix, suffix, encoding, fractions) => {
        const puzzle: MessagePuzzle = { ...base, prefix, suffix, ...encoding };
        const planner = plannerOf(puzzle);
        for (const [bits, fraction] of fractions) {
          const nonce = Math.min(Math.floor(2 ** bits * fraction), nonceLimit(puzzle) - 1);
          const { plan, firstNonce, endNonce } = planner.stretchOf(nonce);
          expect(firstNonce).toBeLessThanOrEqual(nonce);
          expect(endNonce).toBeGreaterThan(nonce);
          expect(digestByPlan(plan, nonce - firstNonce)).toBe(digestOf(puzzle, nonce));
        }
      }),
      { numRuns: 500 },
    );
  });
});
