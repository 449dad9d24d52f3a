/** The miner in a process of its own: what keeps the process alive, and what does not. */
import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';

const file = (path: string): string => new URL(`../../${path}`, import.meta.url).href;

/** Package imports lead to the build; here the sources are run as they stand. */
const preparation = (spawn: string): string => `
  import { registerHooks } from 'node:module';
  const sources = ${JSON.stringify({
    '#kernel-source': file('src/engine/kernel-modules.inlined.ts'),
    '#spawn-worker': file(spawn),
  })};
  registerHooks({ resolve: (specifier, context, next) => next(sources[specifier] ?? specifier, context) });
`;

function run(
  code: string,
  spawn = 'src/miner/spawn.node.ts',
): { output: string[]; status: number | null; errors: string } {
  const script = `
    const { createMiner } = await import('${file('src/miner/index.ts')}');
    const header = Uint8Array.from({ length: 80 }, (_, i) => 7 * i + 3);
    ${code}
  `;
  const args = [
    '--import',
    `data:text/javascript,${encodeURIComponent(preparation(spawn))}`,
    '--input-type=module',
    '--eval',
    script,
  ];
  const { stdout, stderr, status } = spawnSync(process.execPath, args, { encoding: 'utf8', timeout: 40_000 });
  return { output: stdout.trim().split('\n'), status, errors: stderr };
}

describe('a process with a miner', () => {
  it('lives while a search runs, and ends with an idle miner that was never closed', () => {
    const { output, status, errors } = run(`
      const miner = await createMiner({ backend: 'js', threads: 2 });
      console.log(miner.mode);
      miner.mine({ header, target: 2n ** 235n }, { pick: 'lowest' }).then(({ nonce }) => console.log(nonce));
    `);
    // The nonce was found by Python.
    expect({ output, status, errors }).toEqual({ output: ['workers', '111288'], status: 0, errors: '' });
  });

  it('lives while a search is paused', () => {
    // Only the paused search itself keeps it alive until the timer.
    const { output, status } = run(`
      const miner = await createMiner({ backend: 'js', threads: 2 });
      miner.mine({ header, target: 2n ** 240n }, { pick: 'lowest' }).then(({ nonce }) => console.log(nonce));
      miner.pause();
      setTimeout(() => miner.resume(), 500).unref();
    `);
    expect({ output, status }).toEqual({ output: ['59232'], status: 0 });
  });

  it('lives while a search is paused on this thread too, and ends when the miner is idle', () => {
    const { output, status } = run(
      `
      const miner = await createMiner({ backend: 'js', onWarning: ({ code }) => console.log(code) });
      console.log(miner.workerKind);
      miner.mine({ header, target: 2n ** 240n }, { pick: 'lowest' }).then(({ nonce }) => console.log(nonce));
      miner.pause();
      setTimeout(() => miner.resume(), 300).unref();
    `,
      'src/miner/spawn.web.ts',
    );
    expect({ output, status }).toEqual({ output: ['degraded', 'none', '59232'], status: 0 });
  });

  it('ends after a search was aborted', () => {
    const { output, status } = run(`
      const miner = await createMiner({ backend: 'js', threads: 2 });
      const signal = AbortSignal.timeout(100);
      setTimeout(() => {}, 150);
      await miner.mine({ header, target: 0n }, { signal }).catch((error) => console.log(error.name));
    `);
    expect({ output, status }).toEqual({ output: ['TimeoutError'], status: 0 });
  });

  it('ends after the miner was closed in the middle of a search', () => {
    const { output, status } = run(`
      const miner = await createMiner({ backend: 'js', threads: 2 });
      const mining = miner.mine({ header, target: 0n }).catch((error) => console.log(error.code));
      setTimeout(() => miner.close(), 50);
      await mining;
    `);
    expect({ output, status }).toEqual({ output: ['ERR_CLOSED'], status: 0 });
  });
});
