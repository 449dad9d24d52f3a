/** One warning tells everything that is below the best; what was asked for, and what is normal, tells nothing. */
import { expect, it, vi } from 'vitest';
import { degradedWarning, type MinerStart } from '../../../src/miner/degraded-warning.ts';
import { warnOnConsole } from '../../../src/miner/miner-warning.ts';
import type { SpawnWay, WorkerKind } from '../../../src/miner/worker-handle.ts';

function way(kind: WorkerKind, name: string): SpawnWay {
  return {
    kind,
    name,
    spawn: () => {
      throw new Error('not here');
    },
  };
}
const url = way('url', 'worker by URL');
const blob = way('blob', 'worker from a blob');
const thread = way('thread', 'worker thread');
const none = way('none', 'this thread');

const best: MinerStart = {
  kernel: { backend: 'simd', reason: 'This host runs WebAssembly SIMD.' },
  pool: { way: url, failures: [] },
  threads: 4,
  isOneCore: false,
  hasWebWorkers: true,
};

it.each<[string, MinerStart]>([
  ['the best', best],
  ['a backend that was asked for', { ...best, kernel: { backend: 'js', reason: 'Asked for by options.backend.' } }],
  ['a host whose only way is this thread', { ...best, pool: { way: none, failures: [] }, isOneCore: true }],
])('%s is no reason to warn', (_what, start) => {
  expect(degradedWarning(start)).toBeUndefined();
});

it('a fallen backend is told with its reason, and with advice where there is some', () => {
  const kernel = { backend: 'scalar', reason: 'No SIMD here.', isFallback: true } as const;
  const message = 'The kernel is scalar, not simd: No SIMD here.';
  expect(degradedWarning({ ...best, kernel })).toEqual({ code: 'degraded', message });
  const advice = 'Use another host.';
  expect(degradedWarning({ ...best, kernel: { ...kernel, advice } })).toEqual({ code: 'degraded', message, advice });
});

it('workers from a blob are told with why their file was not loaded', () => {
  const failures = [{ way: url, count: 4, reasons: ['404', 'moved'] }];
  expect(degradedWarning({ ...best, pool: { way: blob, failures } })).toEqual({
    code: 'degraded',
    message: 'The workers run from a blob, because the worker file could not be loaded (worker by URL: 404, moved).',
    advice: 'Serve the worker file (midstate/worker) where the page looks for it, or pass createWorker.',
  });
});

it('a search on this thread names what to allow, by the host', () => {
  const web = [
    { way: url, count: 4, reasons: ['blocked'] },
    { way: blob, count: 4, reasons: ['blocked'] },
  ];
  const message =
    'The search runs on this thread, because no worker could be started (worker by URL: blocked; worker from a blob: blocked).';
  expect(degradedWarning({ ...best, threads: 1, pool: { way: none, failures: web }, isOneCore: true })).toEqual({
    code: 'degraded',
    message,
    advice:
      "Allow workers in the Content-Security-Policy (worker-src 'self', and blob: where the worker file is not served). " +
      'Serve the worker file (midstate/worker) where the page looks for it, or pass createWorker.',
  });
  expect(degradedWarning({ ...best, hasWebWorkers: false, pool: { way: none, failures: web } })).toEqual({
    code: 'degraded',
    message,
    advice: 'This host has no Worker: one that has them searches on all its cores.',
  });
  const inNode = [{ way: thread, count: 2, reasons: ['no file'] }];
  expect(degradedWarning({ ...best, hasWebWorkers: false, pool: { way: none, failures: inNode } })?.advice).toBe(
    'Let this process start worker_threads, or pass createWorker.',
  );
});

it('everything that is below the best is told at once, each with its advice', () => {
  const start: MinerStart = {
    kernel: { backend: 'js', reason: 'No WebAssembly.', isFallback: true, advice: 'Allow it.' },
    pool: {
      way: blob,
      failures: [
        { way: url, count: 3, reasons: ['404'] },
        { way: blob, count: 2, reasons: ['too many'] },
      ],
    },
    threads: 3,
    isOneCore: true,
    hasWebWorkers: true,
  };
  expect(degradedWarning(start)).toEqual({
    code: 'degraded',
    message:
      'The kernel is js, not simd: No WebAssembly. ' +
      'The workers run from a blob, because the worker file could not be loaded (worker by URL: 404). ' +
      '2 of 3 workers could not be started (too many). ' +
      'This host tells of one core: one worker shares it with the page.',
    advice:
      'Allow it. ' +
      'Serve the worker file (midstate/worker) where the page looks for it, or pass createWorker. ' +
      'Each search tries them again; ask for fewer threads where this host cannot run so many. ' +
      'Pass threads where there are more; else pause the search while the page needs the core.',
  });
});

it('without a listener a warning is one line of the console', () => {
  const warn = vi.spyOn(console, 'warn').mockReturnValue();
  warnOnConsole({ code: 'degraded', message: 'Slow.', advice: 'Hurry.' });
  warnOnConsole({ code: 'worker-lost', message: 'A worker was lost: planted' });
  expect(warn.mock.calls).toEqual([['midstate: Slow. Hurry.'], ['midstate: A worker was lost: planted']]);
  warn.mockRestore();
});
