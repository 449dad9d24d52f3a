/** The search space: what is tried, in which order, and that nothing is tried twice or left out. */
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eachHeaderVariant, VERSIONS_GROUP } from '../../../src/miner/header-variants.ts';
import { checkedJob, type MineJob } from '../../../src/miner/mine-job.ts';
import { createSearchSpace, type Chunk, type SearchSpace } from '../../../src/miner/search-space.ts';
import { candidateHeader, type HeaderWork } from '../../../src/miner/search-work.ts';

function template(version: number, time: number): Uint8Array {
  const header = Uint8Array.from({ length: 80 }, (_, i) => i);
  const view = new DataView(header.buffer);
  view.setInt32(0, version, true);
  view.setUint32(68, time, true);
  return header;
}

function spaceOf(job: Omit<MineJob, 'target'>): SearchSpace {
  const checked = checkedJob({ target: 0n, ...job });
  return createSearchSpace(eachHeaderVariant(checked), checked.nonceStart, checked.nonceEnd);
}

function workOf({ work }: Chunk): HeaderWork {
  if (work.kind !== 'header') throw new Error(work.kind);
  return work;
}

function chunks(job: Omit<MineJob, 'target'>, size: number): Chunk[] {
  const space = spaceOf(job);
  const all: Chunk[] = [];
  for (let chunk = space.next(size); chunk !== undefined; chunk = space.next(size)) all.push(chunk);
  return all;
}

/** versions, time and extra nonce of each chunk, and its nonces. */
function sequence(all: readonly Chunk[]): string[] {
  return all.map((chunk) => {
    const { header, versions } = workOf(chunk);
    const time = new DataView(header.buffer).getUint32(68, true);
    const hex = versions.map((version) => (version >>> 0).toString(16));
    return `${hex.join('+')} ${time} ${chunk.extraNonce ?? '-'} ${chunk.start}-${chunk.end}`;
  });
}

/** Every header of a chunk, in the order in which they are tried: each nonce in each version. */
function* eachHeader(chunk: Chunk): Generator<Uint8Array> {
  const work = workOf(chunk);
  for (let nonce = chunk.start; nonce < chunk.end; nonce++)
    for (let version = 0; version < work.versions.length; version++) yield candidateHeader(work, { nonce, version });
}

const rootOf = (extraNonce: number): Uint8Array =>
  Uint8Array.from(createHash('sha256').update(String(extraNonce)).digest());

describe('the search space', () => {
  it('is the nonce range of the template alone when nothing may be rolled', () => {
    const header = template(0x20000000, 1000);
    const all = chunks({ header, nonceStart: 5, nonceEnd: 12 }, 3);
    expect(sequence(all)).toEqual(['20000000 1000 - 5-8', '20000000 1000 - 8-11', '20000000 1000 - 11-12']);
    for (const chunk of all) expect(workOf(chunk)).toMatchObject({ header, target: 0n });
  });

  it('tries the versions of a group with each nonce, then rolls version bits, then time, then extra nonce', () => {
    const job = { header: template(0x20002000, 1000), nonceEnd: 2, versionMask: 0x2000, maxTime: 1001 };
    const called: number[] = [];
    const merkleRootFor = (extraNonce: number): Uint8Array => {
      called.push(extraNonce);
      if (extraNonce === 2) throw new Error('enough');
      return rootOf(extraNonce);
    };
    const space = spaceOf({ ...job, merkleRootFor });
    const all: Chunk[] = [];
    expect(() => {
      for (;;) all.push(space.next(100)!);
    }).toThrow('enough');
    expect(called).toEqual([0, 1, 2]);
    expect(sequence(all)).toEqual([
      '20002000+20000000 1000 0 0-2',
      '20002000+20000000 1001 0 0-2',
      '20002000+20000000 1000 1 0-2',
      '20002000+20000000 1001 1 0-2',
    ]);
    expect(all.map((chunk) => chunk.order)).toEqual([0, 1, 2, 3]);
    for (const chunk of all) expect(workOf(chunk).header.slice(36, 68)).toEqual(rootOf(chunk.extraNonce!));
    const tried = [...eachHeader(all[0]!)].map((header) => Buffer.from(header));
    expect(tried.map((header) => `${header.toString('hex', 0, 4)} ${header.toString('hex', 76)}`)).toEqual([
      '00200020 00000000',
      '00000020 00000000',
      '00200020 01000000',
      '00000020 01000000',
    ]);
  });

  it('lays the version count into the bits of the mask, lowest first', () => {
    const all = chunks({ header: template(0x20000000, 1), nonceEnd: 1, versionMask: 0x1000a000 }, 1);
    expect(all.flatMap((chunk) => workOf(chunk).versions).map((version) => version.toString(16))).toEqual([
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

  it('has many versions in groups, each with the whole nonce range before the next', () => {
    const all = chunks({ header: template(0x20000000, 1), nonceEnd: 5, versionMask: 0x1fffe000, maxTime: 2 }, 3);
    const groups = 65_536 / VERSIONS_GROUP;
    expect(all.length).toBe(2 * 2 * groups);
    const first = all.slice(0, 2 * groups);
    expect(all.every((chunk, i) => chunk.order === i && workOf(chunk).versions.length === VERSIONS_GROUP)).toBe(true);
    // the bits of the mask are in one piece
    const versions = Array.from({ length: 65_536 }, (_, i) => 0x20000000 + 0x2000 * i);
    expect(first.filter(({ start }) => start === 0).flatMap((chunk) => workOf(chunk).versions)).toEqual(versions);
    expect(first.filter(({ start }) => start === 3).flatMap((chunk) => workOf(chunk).versions)).toEqual(versions);
    expect(first.slice(0, 4).map(({ start, end }) => `${start}-${end}`)).toEqual(['0-3', '3-5', '0-3', '3-5']);
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

  it('hands out each nonce in each version at each time exactly once', () => {
    fc.assert(
      fc.property(
        fc.nat(40),
        fc.nat(40),
        fc.nat(3),
        fc.constantFrom(0, 0x2000, 0x6000, 0x10002000, 0x1e000, 0x1018c000),
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
          const space = spaceOf(job);
          const seen = new Set<string>();
          for (;;) {
            const chunk = space.next(sizes.next().value);
            if (chunk === undefined) break;
            for (const header of eachHeader(chunk)) {
              const key = Buffer.from(header).toString('hex');
              expect(seen.has(key)).toBe(false);
              seen.add(key);
            }
          }
          const versions = { 0: 1, 0x2000: 2, 0x6000: 4, 0x10002000: 4, 0x1e000: 16, 0x1018c000: 32 }[versionMask];
          expect(seen.size).toBe(size * (moreTime + 1) * versions);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('refuses a merkle root of another size', () => {
    const space = spaceOf({ header: template(1, 1), merkleRootFor: () => new Uint8Array(31) });
    expect(() => space.next(1)).toThrow(new RangeError('merkleRootFor(0): expected 32 bytes, got 31'));
  });
});
