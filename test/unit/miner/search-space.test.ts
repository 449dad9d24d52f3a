/** The search space: what is tried, in which order, and that nothing is tried twice or left out. */
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkedJob, type MineJob } from '../../../src/miner/mine-job.ts';
import { createSearchSpace, type Chunk } from '../../../src/miner/search-space.ts';

function template(version: number, time: number): Uint8Array {
  const header = Uint8Array.from({ length: 80 }, (_, i) => i);
  const view = new DataView(header.buffer);
  view.setInt32(0, version, true);
  view.setUint32(68, time, true);
  return header;
}

function chunks(job: Omit<MineJob, 'target'>, size: number): Chunk[] {
  const space = createSearchSpace(checkedJob({ target: 0n, ...job }));
  const all: Chunk[] = [];
  for (let chunk = space.next(size); chunk !== undefined; chunk = space.next(size)) all.push(chunk);
  return all;
}

/** version, time and extra nonce of each chunk, and its nonces. */
function sequence(all: readonly Chunk[]): string[] {
  return all.map(({ header, extraNonce, start, end }) => {
    const view = new DataView(header.buffer);
    const version = view.getUint32(0, true).toString(16);
    return `${version} ${view.getUint32(68, true)} ${extraNonce ?? '-'} ${start}-${end}`;
  });
}

const rootOf = (extraNonce: number): Uint8Array =>
  Uint8Array.from(createHash('sha256').update(String(extraNonce)).digest());

describe('the search space', () => {
  it('is the nonce range of the template alone when nothing may be rolled', () => {
    const header = template(0x20000000, 1000);
    const all = chunks({ header, nonceStart: 5, nonceEnd: 12 }, 3);
    expect(sequence(all)).toEqual(['20000000 1000 - 5-8', '20000000 1000 - 8-11', '20000000 1000 - 11-12']);
    for (const chunk of all) expect(chunk.header).toEqual(header);
  });

  it('rolls version bits first, then time, then extra nonce', () => {
    const job = { header: template(0x20002000, 1000), nonceEnd: 2, versionMask: 0x2000, maxTime: 1001 };
    const called: number[] = [];
    const merkleRootFor = (extraNonce: number): Uint8Array => {
      called.push(extraNonce);
      if (extraNonce === 2) throw new Error('enough');
      return rootOf(extraNonce);
    };
    const space = createSearchSpace(checkedJob({ target: 0n, ...job, merkleRootFor }));
    const all: Chunk[] = [];
    expect(() => {
      for (;;) all.push(space.next(100)!);
    }).toThrow('enough');
    expect(called).toEqual([0, 1, 2]);
    expect(sequence(all)).toEqual([
      '20002000 1000 0 0-2',
      '20000000 1000 0 0-2',
      '20002000 1001 0 0-2',
      '20000000 1001 0 0-2',
      '20002000 1000 1 0-2',
      '20000000 1000 1 0-2',
      '20002000 1001 1 0-2',
      '20000000 1001 1 0-2',
    ]);
    expect(all.map((chunk) => chunk.order)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    for (const chunk of all) expect(chunk.header.slice(36, 68)).toEqual(rootOf(chunk.extraNonce!));
  });

  it('lays the version count into the bits of the mask, lowest first', () => {
    const all = chunks({ header: template(0x20000000, 1), nonceEnd: 1, versionMask: 0x1000a000 }, 1);
    expect(sequence(all).map((line) => line.split(' ')[0])).toEqual([
      '20000000',
      '20002000',
      '20008000',
      '2000a000',
      '30000000',
      '30002000',
      '30008000',
      '3000a000',
    ]);
  });

  it('reaches the highest nonce and the latest time', () => {
    const job = { header: template(-1, 0xffffffff), nonceStart: 0xfffffffc, maxTime: 0xffffffff };
    expect(sequence(chunks(job, 3))).toEqual([
      'ffffffff 4294967295 - 4294967292-4294967295',
      'ffffffff 4294967295 - 4294967295-4294967296',
    ]);
  });

  it('is empty for an empty range, whatever may be rolled', () => {
    expect(
      chunks({ header: template(1, 1), nonceStart: 7, nonceEnd: 7, merkleRootFor: rootOf, maxTime: 9 }, 10),
    ).toEqual([]);
  });

  it('hands out each nonce of each variant exactly once', () => {
    fc.assert(
      fc.property(
        fc.nat(40),
        fc.nat(40),
        fc.nat(3),
        fc.constantFrom(0, 0x2000, 0x6000, 0x10002000),
        fc.infiniteStream(fc.integer({ min: 1, max: 20 })),
        (nonceStart, size, moreTime, versionMask, sizes) => {
          const job = {
            header: template(0x20000000, 50),
            target: 0n,
            nonceStart,
            nonceEnd: nonceStart + size,
            maxTime: 50 + moreTime,
            versionMask,
          };
          const space = createSearchSpace(checkedJob(job));
          const seen = new Set<string>();
          for (;;) {
            const chunk = space.next(sizes.next().value);
            if (chunk === undefined) break;
            for (let nonce = chunk.start; nonce < chunk.end; nonce++) {
              const key = `${Buffer.from(chunk.header).toString('hex')} ${nonce}`;
              expect(seen.has(key)).toBe(false);
              seen.add(key);
            }
          }
          const versions = { 0: 1, 0x2000: 2, 0x6000: 4, 0x10002000: 4 }[versionMask];
          expect(seen.size).toBe(size * (moreTime + 1) * versions);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('refuses a merkle root of another size', () => {
    const space = createSearchSpace(
      checkedJob({ target: 0n, header: template(1, 1), merkleRootFor: () => new Uint8Array(31) }),
    );
    expect(() => space.next(1)).toThrow(new RangeError('merkleRootFor(0): expected 32 bytes, got 31'));
  });
});
