import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openLevelStore } from '../../src/store/level-store.ts';
import { killTestNetwork, killTestRecord } from './fixtures/kill-test-record.ts';

const script = new URL('./fixtures/append-forever.ts', import.meta.url).pathname;
const ROUNDS = 10;

let directory = '';
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'midstate-kill-'));
});
afterAll(() => rm(directory, { recursive: true }));

/** Lets a process append until it has acknowledged `atLeast` records, kills it after a while more; the last height. */
async function appendUntilKilled(atLeast: number, delayMs: number): Promise<number> {
  const child = spawn(process.execPath, [script, directory], { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  let problem = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (problem += text));
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const before = output.split('\n').length;
    output += text;
    if (before <= atLeast && output.split('\n').length > atLeast) setTimeout(() => child.kill('SIGKILL'), delayMs);
  });
  const signal = await new Promise<string | null>((resolve) => child.once('close', (_code, by) => resolve(by)));
  expect(signal, problem).toBe('SIGKILL');
  // The last line may be cut off: what stands before the last line end was printed whole.
  return Number(output.split('\n').at(-2));
}

describe('LevelDB store, killed with SIGKILL while it writes', () => {
  it(`has every acknowledged record when it is opened again, ${ROUNDS} times over`, async () => {
    let acknowledged = -1;
    for (let round = 0; round < ROUNDS; round++) {
      const before = acknowledged;
      acknowledged = await appendUntilKilled(1 + Math.floor(Math.random() * 40), Math.random() * 30);
      expect(acknowledged).toBeGreaterThan(before);

      await using store = await openLevelStore(directory, { network: killTestNetwork });
      const tip = await store.tip();
      // One record more may be there: written, and killed before it was printed.
      expect(tip!.height).toBeGreaterThanOrEqual(acknowledged);
      expect(tip!.height).toBeLessThanOrEqual(acknowledged + 1);
      expect(tip!.header).toEqual(killTestRecord(tip!.height).header);
      let height = 0;
      for await (const headers of store.headers()) {
        for (let at = 0; at < headers.length; at += 80, height++) {
          const expected = killTestRecord(height);
          expect(Buffer.compare(headers.subarray(at, at + 80), expected.header), `header ${height}`).toBe(0);
          expect(Buffer.compare((await store.body(height))!, expected.body), `body ${height}`).toBe(0);
        }
      }
      expect(height).toBe(tip!.height + 1);
    }
  });
});
