/** Message search over real worker threads: judged by node:crypto, and by nonces that Python found. */
import { createHash, pbkdf2Sync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createMiner, searchMessage, type MessageJob, type MineProgress } from '../../src/miner/index.ts';

const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const sha256 = (message: Uint8Array): Uint8Array => createHash('sha256').update(message).digest();

const decimal: MessageJob = {
  prefix: text('midstate:'),
  encoding: 'decimal',
  target: { kind: 'zero-bits', bits: 17 },
};
const password: MessageJob = {
  prefix: text('key'),
  encoding: 'u32be',
  hash: { kind: 'pbkdf2', salt: text('salt'), iterations: 5000 },
  target: { kind: 'zero-bits', bits: 6 },
};

/** The lowest nonce of each job and its digest, by Python's hashlib. */
const LOWEST: readonly { name: string; job: MessageJob; nonce: number; digest: string }[] = [
  {
    name: 'a decimal nonce at the end',
    job: decimal,
    nonce: 51_806,
    digest: '00006c41947294d9ebf36d947884f57310e8553a6aab6bd36f376ebec48c653c',
  },
  {
    name: 'a hexadecimal nonce in the middle of two blocks',
    job: {
      prefix: text('{"nonce":"'),
      suffix: text(`","pad":"${'x'.repeat(60)}"}`),
      encoding: 'hex',
      hexDigits: 8,
      target: { kind: 'hex-prefix', hex: 'beef5' },
      nonceStart: 2_000_000,
    },
    nonce: 2_107_090,
    digest: 'beef5f6c5e23023f55a2e25249684974b65ed657eab59888a3d6e838da0d19f4',
  },
  {
    name: 'a number of more digits than the first',
    job: {
      prefix: text('q'),
      encoding: 'decimal',
      target: { kind: 'first-16-at-least', limit: 2n ** 128n - 2n ** 128n / 100_000n },
      nonceStart: 9990,
    },
    nonce: 49_020,
    digest: 'ffffc5381da884187cb0b6a744ccec7cf73b88536ef407abbaa4684dd0350698',
  },
  {
    name: 'a chain of 1000 hashes',
    job: {
      prefix: text('salt'),
      encoding: 'u32be',
      hash: { kind: 'sha256', iterations: 1000 },
      target: { kind: 'zero-bits', bits: 10 },
    },
    nonce: 2636,
    digest: '002957aac3d3be2ab6b0f869b7d0e0fee8f486bf4bdd57d6329ce4cc05c0f0b7',
  },
  {
    name: 'a password of cost 5000',
    job: password,
    nonce: 40,
    digest: '00e7132af332e27d841eb6d33eb5ffbd23ea42f8536e89c6c1a8cd67f2e01cb3',
  },
];

describe.each(['simd', 'scalar', 'js'] as const)('a miner of backend %s', (backend) => {
  it.each([1, 2, 3])('finds the lowest nonce of each message with %i threads', async (threads) => {
    await using miner = await createMiner({ backend, threads });
    for (const { name, job, nonce, digest } of LOWEST) {
      const result = await miner.searchMessage(job, { pick: 'lowest' });
      if (result.status !== 'found') throw new Error(`${name}: ${result.status}`);
      expect({ name, nonce: result.nonce, digest: hex(result.digest) }).toEqual({ name, nonce, digest });
      if (threads === 1) expect(result.attempts).toBe(nonce - (job.nonceStart ?? 0) + 1);
    }
  });

  it('finds a first solution that node:crypto confirms', async () => {
    await using miner = await createMiner({ backend, threads: 2 });
    for (let i = 0; i < 5; i++) {
      const prefix = text(`challenge ${i} `.repeat(i * i));
      const result = await miner.searchMessage({ ...decimal, prefix, target: { kind: 'zero-bits', bits: 14 } });
      if (result.status !== 'found') throw new Error(result.status);
      const digest = sha256(Buffer.concat([prefix, text(String(result.nonce))]));
      expect(hex(result.digest)).toBe(hex(digest));
      expect(digest[0]! * 64 + (digest[1]! >> 2)).toBe(0);
      expect(result).not.toHaveProperty('header');
    }
    const result = await miner.searchMessage(password);
    if (result.status !== 'found') throw new Error(result.status);
    const key = Buffer.from([...text('key'), 0, 0, 0, result.nonce]);
    expect(hex(result.digest)).toBe(pbkdf2Sync(key, 'salt', 5000, 32, 'sha256').toString('hex'));
    expect(result.digest[0]! >> 2).toBe(0);
  });

  it('searches the range to its end, up to the highest nonce', async () => {
    await using miner = await createMiner({ backend, threads: 2 });
    // By Python, all nonces of the range that meet the target.
    const u32: MessageJob = {
      prefix: text('head'),
      encoding: 'u32le',
      hash: { kind: 'sha256', iterations: 2 },
      target: { kind: 'zero-bits', bits: 10 },
      nonceStart: 2 ** 32 - 3000,
    };
    expect(await miner.searchMessage({ ...u32, nonceStart: 4294966500 })).toMatchObject({ nonce: 4294966694 });
    expect(await miner.searchMessage({ ...u32, nonceStart: 4294966695 })).toMatchObject({
      status: 'exhausted',
      attempts: 4294967296 - 4294966695,
    });
    const u64: MessageJob = {
      prefix: text('head'),
      encoding: 'u64be',
      target: { kind: 'zero-bits', bits: 6 },
      nonceStart: 2 ** 53 - 100,
    };
    expect(await miner.searchMessage(u64)).toMatchObject({ status: 'found', nonce: 9007199254740893 });
    expect(await miner.searchMessage({ ...u64, nonceStart: 9007199254740932 })).toMatchObject({
      status: 'exhausted',
      attempts: 60,
    });
    expect(await miner.searchMessage({ ...u64, nonceStart: 5, nonceEnd: 5 })).toMatchObject({
      status: 'exhausted',
      attempts: 0,
    });
  });
});

it('the bytes of a job are copied when the search begins', async () => {
  await using miner = await createMiner({ backend: 'js', threads: 1 });
  const own = { prefix: decimal.prefix.slice(), salt: text('salt'), digest: sha256(text('salt123456')) };
  const equal = { ...decimal, prefix: text('salt'), target: { kind: 'equal', digest: own.digest } } as const;
  const hash = { kind: 'pbkdf2', salt: own.salt, iterations: 5000 } as const;
  const searches = [
    miner.searchMessage({ ...decimal, prefix: own.prefix }, { pick: 'lowest' }),
    miner.searchMessage(equal),
    miner.searchMessage({ ...password, hash }, { pick: 'lowest' }),
  ];
  for (const bytes of Object.values(own)) bytes.fill(9);
  const nonces = (await Promise.all(searches)).map((result) => result.status === 'found' && result.nonce);
  expect(nonces).toEqual([51_806, 123_456, 40]);
});

describe('progress of a message search', () => {
  async function lastProgress(job: MessageJob): Promise<MineProgress> {
    await using miner = await createMiner({ backend: 'js', threads: 2 });
    const stop = new AbortController();
    let last: MineProgress | undefined;
    const mining = miner.searchMessage(job, {
      signal: stop.signal,
      onProgress(progress) {
        last = progress;
        stop.abort('enough');
      },
    });
    await expect(mining).rejects.toBe('enough');
    return last!;
  }

  it('expects the time of independent attempts', async () => {
    const { attempts, seconds, hashRate, hashRate10s, expectedSeconds } = await lastProgress({
      ...decimal,
      target: { kind: 'zero-bits', bits: 60 },
    });
    expect(hashRate).toBeCloseTo(attempts / seconds, 3);
    // 2^60 attempts on average: ln 2 of that for the median, ln 20 for 95 of 100.
    expect((expectedSeconds.p50 * hashRate10s) / 2 ** 60).toBeCloseTo(0.6931471805599453, 9);
    expect((expectedSeconds.p95 * hashRate10s) / 2 ** 60).toBeCloseTo(2.995732273553991, 9);
  });

  it('expects the one nonce of a digest anywhere in the range', async () => {
    const { hashRate10s, expectedSeconds } = await lastProgress({
      ...decimal,
      target: { kind: 'equal', digest: new Uint8Array(32) },
      nonceStart: 1000,
      nonceEnd: 1e12 + 1000,
    });
    expect((expectedSeconds.p50 * hashRate10s) / 1e12).toBeCloseTo(0.5, 9);
    expect((expectedSeconds.p95 * hashRate10s) / 1e12).toBeCloseTo(0.95, 9);
  });
});

it('searches one message with a miner of its own, which ends', async () => {
  expect(await searchMessage(decimal, { backend: 'js', threads: 2, pick: 'lowest' })).toMatchObject({
    status: 'found',
    nonce: 51_806,
  });
  const reason = new Error('not now');
  await expect(searchMessage(decimal, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  const createWorker = (): never => {
    throw new Error('no worker is needed to refuse a job');
  };
  await expect(searchMessage({ ...decimal, nonceEnd: -1 }, { createWorker })).rejects.toThrow('job.nonceEnd: expected');
  await expect(searchMessage(decimal, { createWorker, pick: 'any' as 'first' })).rejects.toThrow(
    'options.pick: expected',
  );
});
