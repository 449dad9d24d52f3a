import { availableParallelism } from 'node:os';
import { expect, it } from 'vitest';
import { parseJsonLines, runMidstate, startMidstate } from './midstate-command.ts';

it('midstate bench gives a rate for each backend and thread count', async () => {
  const { code, stdout, stderr } = await runMidstate(['bench', '--json']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const figures = parseJsonLines(stdout);
  const threadCounts = [...new Set([1, availableParallelism()])];
  const expected = ['simd', 'scalar', 'js'].flatMap((backend) => [
    ...threadCounts.map((threads) => ({ work: 'header-search', backend, threads, unit: 'hashes/s' })),
    { work: 'batch-headers', backend, threads: 1, unit: 'hashes/s' },
  ]);
  expect(figures).toMatchObject(expected);
  for (const { rate } of figures) expect(rate).toBeGreaterThan(0);
});

it('midstate bench stops at Ctrl-C', async () => {
  const bench = startMidstate(['bench']);
  await bench.lines(1);
  bench.process.kill('SIGINT');
  const { code, stderr } = await bench.ended;
  expect({ code, stderr }).toEqual({ code: 1, stderr: 'midstate: the bench was cut short\n' });
});
