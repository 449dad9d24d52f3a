/**
 * The kernels themselves, behind the engine: what one reports must be the place of the lowest hit. The engine would
 * forgive a place that is too low: it hashes again and searches on, only slower.
 */
import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { headerWords } from '../../src/engine/header-words.ts';
import { compileKernel } from '../../src/engine/index.ts';
import { createJsKernel } from '../../src/engine/js-kernel.ts';
import type { Kernel } from '../../src/engine/kernel.ts';
import { createMessagePlanner } from '../../src/engine/message-plan.ts';
import { createWasmKernel } from '../../src/engine/wasm-kernel.ts';
import { headerMidstate, headerTail, SHA256_INITIAL } from '../../src/primitives/index.ts';
import { EVERY_ENGINE } from '../fixtures/every-engine.ts';

const sha256 = (...parts: (Uint8Array | string)[]): Buffer => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};

/** Several groups of any kernel, and no whole number of them. */
const RANGE = 62;

const pattern = (size: number, seed: number): Uint8Array =>
  Uint8Array.from({ length: size }, (_, i) => (i * 7 + seed) % 251);

describe.each(EVERY_ENGINE)('kernel (%s) finds the lowest hit', (_name, options) => {
  let kernel: Kernel;
  beforeAll(async () => {
    const { backend, module, streams = 3 } = await compileKernel(options);
    kernel =
      module === undefined
        ? createJsKernel()
        : createWasmKernel(backend, await WebAssembly.instantiate(module as WebAssembly.Module), streams);
  });

  it('and says how many messages it hashes side by side', () => {
    const vectors = { 1: 4, 2: 5, 3: 9 }[kernel.streams];
    expect(kernel.groupSize).toBe(kernel.backend === 'simd' ? vectors : 1);
  });

  it.each([1, 2, 5, 16])('of a header search over %d versions', (count) => {
    const headers = Array.from({ length: count }, (_, version) => Buffer.from(pattern(80, version)).fill(7, 64, 76));
    const words = headerWords(
      headers.map((header) => headerMidstate(header)),
      headerTail(headers[0]!),
    );
    const tops = Array.from({ length: RANGE * count }, (_, place) => {
      const header = headers[place % count]!;
      header.writeUInt32LE(Math.floor(place / count), 76);
      return sha256(sha256(header)).readUInt32LE(28);
    });
    const limits = tops.filter((_, place) => place % Math.ceil(count / 2) === 0);
    for (const limit of limits) {
      kernel.setHeaderJob(words, limit);
      for (const start of [0, 1, 7, 30]) {
        const hit = tops.findIndex((top, place) => place >= start * count && top <= limit);
        expect(kernel.searchHeader(start, RANGE)).toBe(hit);
      }
    }
  });

  it('of a message search', () => {
    const prefix = pattern(40, 1);
    const firstWords = Array.from({ length: RANGE }, (_, i) => sha256(prefix, String(2000 + i)).readUInt32BE(0));
    for (const word of firstWords) {
      const target = { kind: 'at-most', limit: BigInt(word) << 224n } as const;
      const planner = createMessagePlanner({ prefix, encoding: 'decimal', target }, SHA256_INITIAL);
      const { plan, firstNonce } = planner.stretchOf(2000);
      kernel.setMessagePlan(plan);
      for (let start = 0; start < RANGE; start += 5) {
        const hit = firstWords.findIndex((other, i) => i >= start && other <= word);
        const from = 2000 - firstNonce;
        expect(kernel.searchMessage(from + start, from + RANGE)).toBe(hit === -1 ? -1 : from + hit);
      }
    }
  });
});
