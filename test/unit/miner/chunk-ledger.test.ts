/** The ledger of chunks: nothing is skipped and nothing is searched twice, whichever workers are lost. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ChunkLedger } from '../../../src/miner/chunk-ledger.ts';
import { eachHeaderVariant } from '../../../src/miner/header-variants.ts';
import { checkedJob } from '../../../src/miner/mine-job.ts';
import { createSearchSpace, type Chunk } from '../../../src/miner/search-space.ts';

function ledgerOf(nonceEnd: number, maxTime = 0): ChunkLedger {
  const job = checkedJob({ header: new Uint8Array(80), target: 0n, nonceEnd, maxTime });
  return new ChunkLedger(createSearchSpace(eachHeaderVariant(job), 0, nonceEnd));
}

const span = (chunk: Chunk | undefined): string =>
  chunk === undefined ? 'none' : `${chunk.order}: ${chunk.start}-${chunk.end}`;

describe('the chunk ledger', () => {
  it('is done when all was handed out and finished', () => {
    const ledger = ledgerOf(10);
    const first = ledger.take(6)!;
    const second = ledger.take(6)!;
    expect([span(first), span(second), span(ledger.take(6))]).toEqual(['0: 0-6', '1: 6-10', 'none']);
    ledger.finish(second);
    expect(ledger.isDone).toBe(false);
    ledger.finish(first);
    expect(ledger.isDone).toBe(true);
  });

  it('hands out what was given back before anything new, lowest first', () => {
    const ledger = ledgerOf(100);
    const taken = [ledger.take(10)!, ledger.take(10)!, ledger.take(10)!];
    ledger.giveBack(taken[2]!, 25);
    ledger.giveBack(taken[0]!, 0);
    expect([span(ledger.take(1)), span(ledger.take(1)), span(ledger.take(1))]).toEqual([
      '0: 0-10',
      '2: 25-30',
      '3: 30-31',
    ]);
  });

  it('counts a chunk that was searched to its end as finished', () => {
    const ledger = ledgerOf(5);
    ledger.giveBack(ledger.take(5)!, 5);
    expect(ledger.take(5)).toBeUndefined();
    expect(ledger.isDone).toBe(true);
  });

  it('wants only what comes before a solution, once it must be the lowest', () => {
    const ledger = ledgerOf(100);
    const [first, second, third, fourth] = [ledger.take(10)!, ledger.take(10)!, ledger.take(10)!, ledger.take(10)!];
    ledger.giveBack(fourth, 30);
    ledger.finish(third);
    ledger.stopAt(third.order);
    expect(ledger.take(10)).toBeUndefined();
    expect(ledger.isDone).toBe(false);
    ledger.giveBack(second, 13);
    expect(span(ledger.take(10))).toBe('1: 13-20');
    ledger.finish(second);
    ledger.finish(first);
    expect(ledger.isDone).toBe(true);
  });

  it('has each nonce of each variant searched exactly once, with workers lost at any time', () => {
    const step = fc.record({
      worker: fc.nat(3),
      size: fc.integer({ min: 1, max: 9 }),
      fate: fc.constantFrom('finish', 'lose'),
    });
    fc.assert(
      fc.property(
        fc.nat(60),
        fc.nat(2),
        fc.array(step, { maxLength: 60 }),
        fc.nat(100),
        (nonceEnd, maxTime, steps, part) => {
          const ledger = ledgerOf(nonceEnd, maxTime);
          const searched: string[] = [];
          const held = new Map<number, Chunk>();
          const search = (chunk: Chunk, end: number): void => {
            if (chunk.work.kind !== 'header') throw new Error(chunk.work.kind);
            const time = new DataView(chunk.work.header.buffer).getUint32(68, true);
            for (let nonce = chunk.start; nonce < end; nonce++) searched.push(`${time} ${nonce}`);
          };
          const settle = (worker: number, fate: string): void => {
            const chunk = held.get(worker)!;
            held.delete(worker);
            // A lost worker had reported a part of its chunk.
            const next =
              fate === 'lose' ? chunk.start + Math.floor(((chunk.end - chunk.start) * part) / 101) : chunk.end;
            search(chunk, next);
            if (fate === 'lose') ledger.giveBack(chunk, next);
            else ledger.finish(chunk);
          };
          for (const { worker, size, fate } of steps) {
            if (held.has(worker)) settle(worker, fate);
            else {
              const chunk = ledger.take(size);
              if (chunk !== undefined) held.set(worker, chunk);
            }
          }
          for (const worker of held.keys()) settle(worker, 'lose');
          for (let chunk = ledger.take(7); chunk !== undefined; chunk = ledger.take(7)) {
            expect(ledger.isDone).toBe(false);
            held.set(0, chunk);
            settle(0, 'finish');
          }
          expect(ledger.isDone).toBe(true);
          expect(searched.length).toBe(nonceEnd * (maxTime + 1));
          expect(new Set(searched).size).toBe(searched.length);
        },
      ),
      { numRuns: 200 },
    );
  });
});
