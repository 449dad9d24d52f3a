/** The miner over real worker threads: what it finds, judged by node:crypto and by nonces that Python found. */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createMiner, mine, type MineProgress } from '../../src/miner/index.ts';
import { displayHash, hashNumber, header, LOWEST } from './header-check.ts';

it('a miner says how many streams its kernel has', async () => {
  const streamsOf = async (backend: 'simd' | 'scalar' | 'js', streams?: 1 | 2 | 3): Promise<number> => {
    await using miner = await createMiner({ backend, threads: 1, ...(streams && { streams }) });
    return miner.streams;
  };
  expect([await streamsOf('simd', 1), await streamsOf('simd', 2), await streamsOf('simd', 3)]).toEqual([1, 2, 3]);
  expect([1, 2, 3]).toContain(await streamsOf('simd'));
  expect([await streamsOf('scalar', 3), await streamsOf('js')]).toEqual([1, 1]);
});

describe.each(['simd', 'scalar', 'js'] as const)('a miner of backend %s', (backend) => {
  it.each([1, 2, 3])('finds the lowest nonce with %i threads', async (threads) => {
    await using miner = await createMiner({ backend, threads });
    expect(miner).toMatchObject({ backend, threads, mode: 'workers' });
    for (const { target, nonce } of LOWEST.slice(0, 2)) {
      const result = await miner.mine({ header, target }, { pick: 'lowest' });
      expect(result).toMatchObject({ status: 'found', nonce });
    }
  });

  it('finds a first solution that node:crypto confirms', async () => {
    await using miner = await createMiner({ backend, threads: 2 });
    const target = 2n ** 239n;
    for (let i = 0; i < 5; i++) {
      const result = await miner.mine({ header: header.with(0, i), target });
      if (result.status !== 'found') throw new Error(result.status);
      expect(hashNumber(result.header) <= target).toBe(true);
      expect(Buffer.from(result.hash).reverse().toString('hex')).toBe(displayHash(result.header));
      expect(result.header.slice(0, 76)).toEqual(header.with(0, i).slice(0, 76));
      expect(new DataView(result.header.buffer).getUint32(76, true)).toBe(result.nonce);
      expect(result.attempts).toBeGreaterThan(0);
      expect(result).not.toHaveProperty('extraNonce');
    }
  });

  it('searches up to the highest nonce', async () => {
    await using miner = await createMiner({ backend, threads: 2 });
    const range = { header, nonceStart: 0xfffffffc, nonceEnd: 0x100000000 };
    // By Python: of the last four hashes those of 0xfffffffe and 0xffffffff are below 2^252, the first of them below 2^251.
    expect(await miner.mine({ ...range, target: 2n ** 251n }, { pick: 'lowest' })).toMatchObject({ nonce: 0xfffffffe });
    expect(await miner.mine({ ...range, nonceStart: 0xffffffff, target: 2n ** 252n })).toMatchObject({
      nonce: 0xffffffff,
    });
    expect(await miner.mine({ ...range, target: 0n })).toMatchObject({ status: 'exhausted', attempts: 4 });
  });
});

describe('a miner whose nonces are used up', () => {
  const template = header.slice();
  const view = new DataView(template.buffer);
  view.setInt32(0, 0x20002000, true);
  view.setUint32(68, 1_700_000_000, true);
  const job = { header: template, nonceEnd: 64, versionMask: 0x6000 };
  const merkleRootFor = (extraNonce: number): Uint8Array =>
    Uint8Array.from(createHash('sha256').update(Uint8Array.of(extraNonce)).digest());

  // Each expected header was found by a Python program that tries the same space in the same order.
  it.each([
    {
      rolled: 'the version',
      more: { target: 2n ** 249n },
      found: { nonce: 29, attempts: 118 },
      hex: '000000201f262d343b424950575e656c737a81888f969da4abb2b9c0c7ced5dce3eaf1f8ff060d141b222930373e454c535a61686f767d848b9299a0a7aeb5bcc3cad1d800f15365fb0209101d000000',
    },
    {
      rolled: 'the extra nonce behind version and time',
      more: { target: 2n ** 245n, maxTime: 1_700_000_001, merkleRootFor },
      found: { nonce: 8, extraNonce: 7, attempts: 3875 },
      hex: '006000201f262d343b424950575e656c737a81888f969da4abb2b9c0c7ced5dce3eaf1f8ca358758f6d27e6cf45272937977a748fd88391db679ceda7dc7bf1f005ee87901f15365fb02091008000000',
    },
    {
      rolled: 'the extra nonce again',
      more: { target: 2n ** 242n, maxTime: 1_700_000_001, merkleRootFor },
      found: { nonce: 55, extraNonce: 8, attempts: 4574 },
      hex: '000000201f262d343b424950575e656c737a81888f969da4abb2b9c0c7ced5dce3eaf1f8beead77994cf573341ec17b58bbf7eb34d2711c993c1d976b128b3188dc1829a01f15365fb02091037000000',
    },
  ])('rolls $rolled', async ({ more, found, hex }) => {
    await using one = await createMiner({ backend: 'js', threads: 1 });
    await using three = await createMiner({ backend: 'js', threads: 3 });
    const result = await one.mine({ ...job, ...more }, { pick: 'lowest' });
    expect(result).toMatchObject({ status: 'found', ...found });
    expect(result.status === 'found' && Buffer.from(result.header).toString('hex')).toBe(hex);
    expect(await three.mine({ ...job, ...more }, { pick: 'lowest' })).toMatchObject({
      header: Uint8Array.from(Buffer.from(hex, 'hex')),
    });
  });

  it('tries each nonce in each version at each time once, then says so', async () => {
    await using miner = await createMiner({ backend: 'js', threads: 3 });
    const result = await miner.mine({ ...job, target: 0n, maxTime: 1_700_000_004 });
    expect(result).toMatchObject({ status: 'exhausted', attempts: 4 * 5 * 64 });
    expect(await miner.mine({ header, target: 0n, nonceEnd: 500_001 })).toMatchObject({
      status: 'exhausted',
      attempts: 500_001,
    });
    expect(await miner.mine({ header, target: 0n, nonceEnd: 0, merkleRootFor })).toMatchObject({
      status: 'exhausted',
      attempts: 0,
    });
  });

  it('hands on what merkleRootFor throws, and mines on after it', async () => {
    await using miner = await createMiner({ backend: 'js', threads: 2 });
    const problem = new Error('no more coinbases');
    const failing = (extraNonce: number): Uint8Array => {
      if (extraNonce > 2) throw problem;
      return merkleRootFor(extraNonce);
    };
    await expect(miner.mine({ ...job, target: 0n, merkleRootFor: failing })).rejects.toBe(problem);
    await expect(miner.mine({ ...job, target: 0n, merkleRootFor: () => new Uint8Array(5) })).rejects.toThrow(
      RangeError,
    );
    expect(await miner.mine({ header, target: 2n ** 240n }, { pick: 'lowest' })).toMatchObject({ nonce: 59232 });
  });
});

describe('progress', () => {
  it('tells attempts, rates, threads and expected times, at most about ten times a second', async () => {
    await using miner = await createMiner({ backend: 'js', threads: 2 });
    const reports: MineProgress[] = [];
    const stop = new AbortController();
    const startedMs = performance.now();
    const mining = miner.mine(
      { header, target: 2n ** 200n },
      { signal: stop.signal, onProgress: (progress) => reports.push(progress) },
    );
    setTimeout(() => stop.abort('enough'), 1500);
    await expect(mining).rejects.toBe('enough');
    const seconds = (performance.now() - startedMs) / 1000;

    expect(reports.length).toBeGreaterThan(2);
    expect(reports.length).toBeLessThanOrEqual(seconds * 10);
    let before = { attempts: 0, seconds: 0 };
    for (const progress of reports) {
      expect(progress.attempts).toBeGreaterThan(before.attempts);
      expect(progress.seconds).toBeGreaterThan(before.seconds);
      expect(progress.hashRate).toBeCloseTo(progress.attempts / progress.seconds, 3);
      expect(progress.threads).toBe(2);
      expect(progress.perThread).toHaveLength(2);
      expect(progress.perThread[0]! + progress.perThread[1]!).toBeCloseTo(progress.hashRate10s, 3);
      // 2^256 / (2^200 + 1) = 2^56 hashes on average, ln 2 of that for the median, ln 20 for 95 of 100.
      expect(progress.expectedSeconds.p50 * progress.hashRate10s).toBeCloseTo(2 ** 56 * 0.6931471805599453, -10);
      expect(progress.expectedSeconds.p95 * progress.hashRate10s).toBeCloseTo(2 ** 56 * 2.995732273553991, -10);
      before = progress;
    }
    // The first search of a miner is all that its window has seen.
    const last = reports.at(-1)!;
    expect(last.hashRate10s / last.hashRate).toBeGreaterThan(0.8);
    expect(last.hashRate10s / last.hashRate).toBeLessThan(1.25);
  });

  it('settles the search with what onProgress throws', async () => {
    await using miner = await createMiner({ backend: 'js', threads: 1 });
    const problem = new Error('the display is gone');
    const onProgress = (): never => {
      throw problem;
    };
    await expect(miner.mine({ header, target: 0n }, { onProgress })).rejects.toBe(problem);
  });
});

it('searches one job with a miner of its own, which ends', async () => {
  const { target, nonce } = LOWEST[0];
  expect(await mine({ header, target }, { backend: 'js', threads: 2, pick: 'lowest' })).toMatchObject({
    status: 'found',
    nonce,
  });
  const reason = new Error('not now');
  await expect(mine({ header, target }, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
});
