import { describe, expect, it } from 'vitest';
import { engineCompliance, type CreateEngine } from '../../src/compliance/index.ts';
import { createEngine, type Engine, type HeaderSearchJob } from '../../src/engine/index.ts';

describe.each(['simd', 'scalar', 'js'] as const)('%s engine', (backend) => {
  it.each(engineCompliance)('$name', (check) => check.run(() => createEngine({ backend })));
});

/** An engine with one fault, around a good one. */
function faulty(fault: (good: Engine) => Partial<Engine>): CreateEngine {
  return async () => {
    const good = await createEngine({ backend: 'js' });
    return { ...good, ...fault(good) };
  };
}

const shifted = (good: Engine, change: (job: HeaderSearchJob) => Partial<HeaderSearchJob>): Partial<Engine> => ({
  searchHeader: (job) => {
    const end = good.searchHeader({ ...job, ...change(job) });
    return end.status === 'candidate'
      ? { ...end, attempts: end.nonce - job.start + 1 }
      : { ...end, attempts: job.end - job.start };
  },
});

const FAULTS: Record<string, CreateEngine> = {
  'swaps two lanes of a batch': faulty((good) => ({
    sha256dHeaders(headers) {
      const hashes = good.sha256dHeaders(headers);
      if (hashes.length >= 4 * 32) {
        const second = hashes.slice(32, 64);
        hashes.copyWithin(32, 64, 96);
        hashes.set(second, 64);
      }
      return hashes;
    },
  })),
  'hands out the same memory again': faulty((good) => {
    const memory = new Uint8Array(32 * 2000);
    return {
      sha256dHeaders(headers) {
        const hashes = good.sha256dHeaders(headers);
        memory.set(hashes);
        return memory.subarray(0, hashes.length);
      },
    };
  }),
  'misses the last nonce of a range': faulty((good) =>
    shifted(good, (job) => ({ end: Math.max(job.start, job.end - 1) })),
  ),
  'goes one past the end of a range': faulty((good) =>
    shifted(good, (job) => ({ end: Math.min(2 ** 32, job.end + 1) })),
  ),
  'misses the last nonces below 2^32': faulty((good) =>
    shifted(good, (job) => ({ end: Math.max(job.start, Math.min(job.end, 2 ** 32 - 1)) })),
  ),
  'wants a hash below the target': faulty((good) =>
    shifted(good, (job) => ({ target: job.target === 0n ? 0n : job.target - 1n })),
  ),
  'compares the top word alone': faulty((good) =>
    shifted(good, (job) => ({ target: job.target | ((1n << 224n) - 1n) })),
  ),
  'takes the second winner of a group': faulty((good) => ({
    searchHeader(job) {
      const end = good.searchHeader(job);
      if (end.status === 'exhausted' || end.nonce + 1 >= job.end) return end;
      const next = good.searchHeader({ ...job, start: end.nonce + 1, end: Math.min(job.end, end.nonce + 4) });
      return next.status === 'candidate' ? { ...next, attempts: next.nonce - job.start + 1 } : end;
    },
  })),
  'counts whole groups as attempts': faulty((good) => ({
    searchHeader(job) {
      const end = good.searchHeader(job);
      return { ...end, attempts: Math.ceil(end.attempts / 9) * 9 };
    },
  })),
  'works on after close': faulty(() => ({ close() {} })),
};

describe('the compliance suite itself', () => {
  it.each(Object.keys(FAULTS))('sees an engine that %s', async (fault) => {
    const outcomes = await Promise.allSettled(engineCompliance.map((check) => check.run(FAULTS[fault]!)));
    expect(outcomes.filter((outcome) => outcome.status === 'rejected')).not.toHaveLength(0);
  });

  it('sees nothing in the engine that the faults are planted in', async () => {
    const outcomes = await Promise.allSettled(engineCompliance.map((check) => check.run(faulty(() => ({})))));
    expect(outcomes.filter((outcome) => outcome.status === 'rejected')).toEqual([]);
  });
});
