import { describe, expect, it } from 'vitest';
import { CommitmentQueue } from '../../src/chain/commitment-queue.ts';
import { headersSyncParams } from '../../src/chain/index.ts';
import { RedownloadBuffer } from '../../src/chain/redownload-buffer.ts';

describe('queue of commitments', () => {
  /** Bits without a pattern that a page or a byte could share: the parity of a product. */
  const bitAt = (i: number): number => Math.trunc((i * 2654435761) / 65536) & 1;

  it('gives bits back in the order in which they came, over many pages', () => {
    const queue = new CommitmentQueue();
    let read = 0;
    for (let i = 0; i < 30_000; i++) {
      queue.push(bitAt(i));
      if (i % 3 === 0) expect(queue.shift()).toBe(bitAt(read++));
    }
    expect(queue.size).toBe(20_000);
    while (queue.size > 0) expect(queue.shift()).toBe(bitAt(read++));
    expect(read).toBe(30_000);
    expect(queue.shift()).toBeUndefined();
  });

  it('can be filled again when it was emptied', () => {
    const queue = new CommitmentQueue();
    for (let round = 0; round < 3; round++) {
      for (const bit of [1, 0, 1, 1]) queue.push(bit);
      expect([queue.shift(), queue.shift(), queue.shift(), queue.shift(), queue.shift()]).toEqual([
        1,
        0,
        1,
        1,
        undefined,
      ]);
    }
  });

  it('takes a byte for eight, and gives back what was read', () => {
    const queue = new CommitmentQueue();
    expect(queue.sizeBytes).toBe(0);
    for (let i = 0; i < 1_000_000; i++) queue.push(1);
    expect(queue.sizeBytes).toBeGreaterThanOrEqual(125_000);
    expect(queue.sizeBytes).toBeLessThanOrEqual(125_000 + 1024);
    for (let i = 0; i < 900_000; i++) queue.shift();
    expect(queue.sizeBytes).toBeLessThanOrEqual(12_500 + 1024);
  });
});

describe('buffer of the second download', () => {
  const header = (i: number): Uint8Array => new Uint8Array(80).fill(i);
  const headers = (from: number, to: number): Uint8Array =>
    new Uint8Array(Buffer.concat(Array.from({ length: to - from }, (_, i) => header(from + i))));

  it('gives headers back in the order in which they came, around its end', () => {
    const buffer = new RedownloadBuffer(5);
    expect(buffer.sizeBytes).toBe(400);
    buffer.push(headers(0, 4));
    expect(buffer.take(3)).toEqual(headers(0, 3));
    buffer.push(headers(4, 8));
    expect(buffer.size).toBe(5);
    expect(buffer.take(5)).toEqual(headers(3, 8));
    expect(buffer.size).toBe(0);
    buffer.push(headers(8, 13));
    expect(buffer.take(0)).toEqual(new Uint8Array(0));
    expect(buffer.take(5)).toEqual(headers(8, 13));
  });
});

describe('numbers of a network', () => {
  // Bitcoin Core 31, kernel/chainparams.cpp, m_headers_sync_params
  it.each([
    ['mainnet', 641, 15_218],
    ['testnet3', 673, 14_460],
    ['testnet4', 606, 16_092],
    ['signet', 620, 15_724],
    ['regtest', 275, 7017],
  ])('of %s are those of Bitcoin Core', (name, commitmentPeriod, redownloadBufferSize) => {
    expect(headersSyncParams(name)).toEqual({ commitmentPeriod, redownloadBufferSize });
  });

  it('are those of mainnet for all others', () => {
    expect(headersSyncParams('devnet')).toBe(headersSyncParams('mainnet'));
    expect(headersSyncParams('toString')).toBe(headersSyncParams('mainnet'));
  });
});
