/** How the command ends when it is asked to, and when its output cannot be written. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { MAIN, parseJsonLines, runMidstate, startMidstate, temporaryDirectory } from './midstate-command.ts';

/** A process whose standard input stays open and silent, or whose standard output is a file. */
async function endOf(script: string, args: readonly string[], signal?: NodeJS.Signals): Promise<object> {
  const child = spawn('sh', ['-c', script, process.execPath, MAIN, ...args]);
  onTestFinished(() => void child.kill('SIGKILL'));
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  if (signal !== undefined) {
    await wait(700);
    child.kill(signal);
  }
  const askedAt = performance.now();
  const [code] = (await once(child, 'close')) as [number];
  if (signal !== undefined) expect(performance.now() - askedAt).toBeLessThan(1000);
  return { code, stderr };
}

describe('asked to stop', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)('mine ends within a second of %s while its workers start', async (signal) => {
    const data = temporaryDirectory();
    const mining = startMidstate(['mine', '--threads', '16', '--data', data]);
    await mining.lines(1); // the second line comes when the workers are ready
    const askedAt = performance.now();
    mining.process.kill(signal);
    const { code, stdout, stderr } = await mining.ended;
    expect(performance.now() - askedAt).toBeLessThan(1000);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.trim().split('\n')).toEqual([
      expect.stringContaining('devnet: height 0'),
      expect.stringContaining('0 blocks, 0 hashes'),
    ]);
    const info = await runMidstate(['chain', 'info', '--data', data, '--json']);
    expect(parseJsonLines(info.stdout)).toMatchObject([{ height: 0 }]);
  });

  it('verify headers ends while nothing comes on standard input', async () => {
    const ended = await endOf('exec "$0" "$@"', ['verify', 'headers', '-'], 'SIGINT');
    expect(ended).toEqual({ code: 1, stderr: expect.stringContaining('stopped after 0 valid headers') as string });
  });

  it.skipIf(process.platform === 'win32')('verify headers ends while a named pipe has no writer', async () => {
    const pipe = join(temporaryDirectory(), 'pipe');
    execFileSync('mkfifo', [pipe]);
    const ended = await endOf('exec "$0" "$@"', ['verify', 'headers', pipe], 'SIGTERM');
    expect(ended).toEqual({ code: 1, stderr: expect.stringContaining('stopped after 0 valid headers') as string });
  });
});

describe.skipIf(!existsSync('/dev/full'))('output that cannot be written', () => {
  it.each([['--help'], ['--version'], ['info']])('is one line and exit code 1: %s', async (...args) => {
    expect(await endOf('exec "$0" "$@" > /dev/full', args)).toEqual({
      code: 1,
      stderr: 'midstate: standard output: no space left on device\n',
    });
  });

  it('ends the mining and closes the store', async () => {
    const data = temporaryDirectory();
    expect(await endOf('exec "$0" "$@" > /dev/full', ['mine', '--data', data])).toEqual({
      code: 1,
      stderr: 'midstate: standard output: no space left on device\n',
    });
    expect((await runMidstate(['mine', '--blocks', '1', '--data', data])).code).toBe(0);
  });
});
