import type { CreateEngine } from '../../../src/compliance/index.ts';
import type { Engine, HeaderSearchJob } from '../../../src/engine/index.ts';
import { faulty } from './faulty-engine.ts';

const shifted = (good: Engine, change: (job: HeaderSearchJob) => Partial<HeaderSearchJob>): Partial<Engine> => ({
  searchHeader: (job) => {
    const end = good.searchHeader({ ...job, ...change(job) });
    return end.status === 'candidate'
      ? { ...end, attempts: end.nonce - job.start + 1 }
      : { ...end, attempts: job.end - job.start };
  },
});

/** Faults of a header search. */
export const headerFaults: Record<string, CreateEngine> = {
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
};
