import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { expectConfirmedBlocks } from './confirm-block.ts';
import { parseJsonLines, runMidstate, startMidstate, temporaryDirectory } from './midstate-command.ts';

const KILLS = 30;

it(`loses no reported block over ${KILLS} kills at random moments`, { timeout: 240_000 }, async () => {
  const data = temporaryDirectory();
  const reported: Record<string, unknown>[] = [];
  for (let kill = 0; kill < KILLS; kill++) {
    const mining = startMidstate(['mine', '--data', data, '--interval', '1', '--json']);
    // some die while the store opens, some in the middle of a write, some while searching
    if (kill % 3 !== 0) await mining.lines(1);
    await sleep(Math.random() * 400);
    mining.process.kill('SIGKILL');
    await mining.ended;
    const whole = mining.stdout().slice(0, mining.stdout().lastIndexOf('\n') + 1);
    reported.push(...parseJsonLines(whole));
  }
  const { code, stdout } = await runMidstate(['mine', '--blocks', '1', '--data', data, '--json']);
  expect(code).toBe(0);
  reported.push(...parseJsonLines(stdout).filter(({ event }) => event === 'block'));

  const stored = parseJsonLines((await runMidstate(['chain', 'headers', '--data', data, '--json'])).stdout);
  expect(stored.map(({ height }) => height)).toEqual(stored.map((_, i) => i));
  expect(reported.length).toBeGreaterThanOrEqual((KILLS / 3) * 2 + 1);
  for (const { height, hash } of reported)
    expect(stored[height as number]!['hash'], `height ${String(height)}`).toBe(hash);
  // a block that was stored but not yet reported when its process died is there too, and the next one builds on it
  expectConfirmedBlocks(reported.slice(-1));
  expect(stored.at(-1)!['hash']).toBe(reported.at(-1)!['hash']);
});
