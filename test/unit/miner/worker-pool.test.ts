/** Which way of starting workers is taken. */
import { afterEach, expect, it, vi } from 'vitest';
import { startWorkers } from '../../../src/miner/worker-pool.ts';
import type { SpawnWay } from '../../../src/miner/worker-handle.ts';

const kernel = { backend: 'js', reason: 'for the test' } as const;
const listener = { searched: () => undefined, lost: () => undefined };

afterEach(() => void vi.useRealTimers());

/** A way whose workers say that they are ready, or nothing. */
function wayThat(is: 'sound' | 'silent', ended: string[]): SpawnWay {
  return {
    name: `${is} way`,
    kind: 'custom',
    spawn: (events) => ({
      post(command) {
        if (command.type === 'start' && is === 'sound') queueMicrotask(() => events.reply({ type: 'ready' }));
      },
      hold() {},
      async terminate() {
        ended.push(is);
      },
    }),
  };
}

it('a way whose workers are silent is given up for the next', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  const ended: string[] = [];
  const starting = startWorkers({
    kernel,
    threads: 2,
    ways: [wayThat('silent', ended), wayThat('sound', ended)],
    listener,
  });
  vi.advanceTimersByTime(10_000);
  const { way, seats, failures } = await starting;
  expect(way.name).toBe('sound way');
  expect(seats.map(({ isOpen }) => isOpen)).toEqual([true, true]);
  expect(ended).toEqual(['silent', 'silent']);
  expect(failures).toMatchObject([
    { way: { name: 'silent way' }, count: 2, reasons: ['The worker was not ready after 10 seconds'] },
  ]);
});

it('an abort ends the start and the workers that were on their way', async () => {
  const ended: string[] = [];
  const controller = new AbortController();
  const reason = new Error('enough');
  const starting = startWorkers({
    kernel,
    threads: 3,
    ways: [wayThat('silent', ended), wayThat('sound', ended)],
    listener,
    signal: controller.signal,
  });
  controller.abort(reason);
  await expect(starting).rejects.toBe(reason);
  expect(ended).toEqual(['silent', 'silent', 'silent']);
});

it('workers that cannot run what `auto` chose run JavaScript; what was asked for, or answers wrongly, does not start', async () => {
  const ended: string[] = [];
  const refusing = (code: 'ERR_ENGINE_UNAVAILABLE' | 'ERR_ENGINE_SELF_TEST'): SpawnWay => ({
    ...wayThat('sound', ended),
    spawn: (events) => ({
      post(command) {
        if (command.type !== 'start') return;
        const { backend } = command.kernel;
        const details = { backend, reason: 'planted' };
        queueMicrotask(() =>
          events.reply(
            backend === 'js' ? { type: 'ready' } : { type: 'failed', code, message: 'blocked by CSP', details },
          ),
        );
      },
      hold() {},
      async terminate() {
        ended.push('refusing');
      },
    }),
  });
  const asked = { backend: 'simd', reason: 'for the test' } as const;
  const chosen = { ...asked, isAuto: true };
  const start = (source: typeof asked, code: Parameters<typeof refusing>[0]): ReturnType<typeof startWorkers> =>
    startWorkers({ kernel: source, threads: 2, ways: [refusing(code)], listener });
  const pool = await start(chosen, 'ERR_ENGINE_UNAVAILABLE');
  expect(pool.kernel).toEqual({
    backend: 'js',
    reason: 'The workers cannot run the simd kernel that this thread compiled (blocked by CSP).',
    isFallback: true,
    advice:
      "Serve the worker file with the same policy as the page: add 'wasm-unsafe-eval' to script-src in its Content-Security-Policy.",
  });
  expect([pool.failures, pool.seats.map(({ isOpen }) => isOpen)]).toEqual([[], [true, true]]);
  expect(ended).toEqual(['refusing', 'refusing']);
  await expect(start(asked, 'ERR_ENGINE_UNAVAILABLE')).rejects.toMatchObject({ code: 'ERR_ENGINE_UNAVAILABLE' });
  await expect(start(chosen, 'ERR_ENGINE_SELF_TEST')).rejects.toMatchObject({ code: 'ERR_ENGINE_SELF_TEST' });
});
