/** Version rolling over real worker threads: several versions with each nonce, judged by node:crypto and by Python. */
import { describe, expect, it } from 'vitest';
import { VERSIONS_GROUP } from '../../src/miner/header-variants.ts';
import { createMiner } from '../../src/miner/index.ts';
import { hashNumber, header } from './header-check.ts';

const template = header.slice();
const view = new DataView(template.buffer);
view.setInt32(0, 0x20002000, true);
view.setUint32(68, 1_700_000_000, true);

/**
 * The first header of the space whose hash is at or below the target, found by a Python program that tries the same space
 * in the same order, for groups of each size: how many attempts it took.
 */
const SOLVED = [
  {
    job: { header: template, target: 2n ** 239n, nonceEnd: 64, versionMask: 0x1fffe000 },
    nonce: 61,
    version: 0x20124000,
    attempts: new Map([
      [1, 9470],
      [2, 9468],
      [4, 9464],
      [8, 9708],
      [16, 10_196],
    ]),
  },
  {
    job: { header: template, target: 2n ** 238n, nonceStart: 5, nonceEnd: 5000, versionMask: 0x1e000 },
    nonce: 3028,
    version: 0x20012000,
    attempts: new Map([
      [1, 42_984],
      [2, 46_007],
      [4, 52_053],
      [8, 64_145],
      [16, 48_377],
    ]),
  },
];

describe.each(['simd', 'scalar', 'js'] as const)('a miner of backend %s', (backend) => {
  it.each([1, 2, 3])('finds the first of all nonces and versions with %i threads', async (threads) => {
    await using miner = await createMiner({ backend, threads });
    for (const { job, nonce, version, attempts } of SOLVED) {
      const result = await miner.mine(job, { pick: 'lowest' });
      if (result.status !== 'found') throw new Error(result.status);
      expect(result.nonce).toBe(nonce);
      const solved = template.slice();
      const fields = new DataView(solved.buffer);
      fields.setInt32(0, version, true);
      fields.setUint32(76, nonce, true);
      expect(result.header).toEqual(solved);
      expect(hashNumber(solved) <= job.target).toBe(true);
      if (threads === 1) expect(result.attempts).toBe(attempts.get(VERSIONS_GROUP));
    }
  });

  it('finds first solutions in versions that the mask allows', async () => {
    await using miner = await createMiner({ backend, threads: 2 });
    const target = 2n ** 242n;
    const versions = new Set<number>();
    for (let i = 0; i < 12; i++) {
      const job = { header: template.with(40, i), target, versionMask: 0x1fffe000 };
      const result = await miner.mine(job);
      if (result.status !== 'found') throw new Error(result.status);
      expect(hashNumber(result.header) <= target).toBe(true);
      const fields = new DataView(result.header.buffer);
      versions.add(fields.getInt32(0, true));
      expect(fields.getUint32(76, true)).toBe(result.nonce);
      expect((fields.getInt32(0, true) ^ 0x20002000) & ~0x1fffe000).toBe(0);
      expect(result.header.slice(4, 76)).toEqual(job.header.slice(4, 76));
    }
    expect(versions.size).toBeGreaterThan(1);
  });

  it('tries every nonce in every version, then says so', async () => {
    await using miner = await createMiner({ backend, threads: 3 });
    const job = { header: template, target: 0n, nonceStart: 0xffffff00, versionMask: 0x1fe000, maxTime: 1_700_000_002 };
    expect(await miner.mine(job)).toMatchObject({ status: 'exhausted', attempts: 256 * 256 * 3 });
  });

  it('counts hashes, not nonces, in its rates', async () => {
    await using miner = await createMiner({ backend, threads: 1 });
    const stop = new AbortController();
    const mining = miner.mine(
      { header: template, target: 0n, versionMask: 0x1fffe000 },
      {
        signal: stop.signal,
        onProgress({ attempts, seconds, hashRate }) {
          stop.abort({ attempts, isRate: hashRate === attempts / seconds });
        },
      },
    );
    const { attempts, isRate } = await mining.catch((reason) => reason);
    expect(isRate).toBe(true);
    expect(attempts % VERSIONS_GROUP).toBe(0);
    expect(attempts).toBeGreaterThan(0);
  });
});
