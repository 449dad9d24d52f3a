import type { CreateEngine } from '../../../src/compliance/index.ts';
import type { VersionSearchJob } from '../../../src/engine/index.ts';
import { faulty } from './faulty-engine.ts';

/** A search of other versions than those that were asked for, in other ranges, for other targets. */
const versions = (change: (job: VersionSearchJob) => Partial<VersionSearchJob>): CreateEngine =>
  faulty((good) => ({
    searchVersions(job) {
      const end = good.searchVersions({ ...job, ...change(job) });
      const count = job.midstates.length;
      return end.status === 'candidate'
        ? { ...end, attempts: (end.nonce - job.start) * count + end.version + 1 }
        : { ...end, attempts: (job.end - job.start) * count };
    },
  }));

const swapped = <T>(list: readonly T[], a: number, b: number): readonly T[] =>
  list.length > b ? list.map((each, i) => list[i === a ? b : i === b ? a : i] ?? each) : list;

/** Faults of a search over versions. */
export const versionFaults: Record<string, CreateEngine> = {
  'ignores the last version': versions(({ midstates }) => ({
    midstates: midstates.slice(0, Math.max(1, midstates.length - 1)),
  })),
  'ignores the versions behind the eighth': versions(({ midstates }) => ({ midstates: midstates.slice(0, 8) })),
  'swaps two versions': versions(({ midstates }) => ({ midstates: swapped(midstates, 1, 2) })),
  'knows one version alone': versions(({ midstates }) => ({ midstates: midstates.map(() => midstates[0]!) })),
  'misses the last nonce of versions': versions(({ start, end }) => ({ end: Math.max(start, end - 1) })),
  'goes one past the end with versions': versions(({ end }) => ({ end: Math.min(2 ** 32, end + 1) })),
  'wants a hash below the target, with versions': versions(({ target }) => ({
    target: target === 0n ? 0n : target - 1n,
  })),
  'compares the top word alone, with versions': versions(({ target }) => ({ target: target | ((1n << 224n) - 1n) })),
  'searches version by version': faulty((good) => ({
    searchVersions(job) {
      for (const [version, midstate] of job.midstates.entries()) {
        const end = good.searchHeader({ ...job, midstate });
        if (end.status === 'candidate')
          return { ...end, version, attempts: (end.nonce - job.start) * job.midstates.length + version + 1 };
      }
      return { status: 'exhausted', attempts: (job.end - job.start) * job.midstates.length };
    },
  })),
  'goes on with the next nonce behind a version that misses': faulty((good) => ({
    searchVersions(job) {
      const count = job.midstates.length;
      for (let start = job.start; start < job.end;) {
        const near = good.searchVersions({ ...job, start, target: job.target | ((1n << 224n) - 1n) });
        if (near.status === 'exhausted') break;
        const { nonce, version } = near;
        const exact = good.searchHeader({ ...job, midstate: job.midstates[version]!, start: nonce, end: nonce + 1 });
        if (exact.status === 'candidate') return { ...near, attempts: (nonce - job.start) * count + version + 1 };
        start = nonce + 1;
      }
      return { status: 'exhausted', attempts: (job.end - job.start) * count };
    },
  })),
  'counts nonces instead of hashes': faulty((good) => ({
    searchVersions(job) {
      const end = good.searchVersions(job);
      return end.status === 'candidate'
        ? { ...end, attempts: end.nonce - job.start + 1 }
        : { ...end, attempts: job.end - job.start };
    },
  })),
  'takes any number of versions': faulty((good) => ({
    searchVersions: (job) =>
      good.searchVersions(
        Array.isArray(job.midstates) && job.midstates.length > 16
          ? { ...job, midstates: job.midstates.slice(0, 16) }
          : job,
      ),
  })),
};
