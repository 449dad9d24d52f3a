import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openLevelStore } from '../../src/store/level-store.ts';
import { killTestNetwork as network } from './fixtures/kill-test-record.ts';
import {
  killTestBeginning,
  killTestBlock,
  killTestHeader,
  stepOf,
  takeKillTestStep,
  type KillTestState,
} from './fixtures/kill-test-steps.ts';
import { fastDirectory } from './level-database.ts';
import { makeOneFileScript } from './one-file-script.ts';

const KILLS = Number(process.env['MIDSTATE_KILLS'] ?? 200);
/** A store takes so many kills; then a new one is begun, so that the runs stay short. */
const KILLS_PER_STORE = 25;
const STORES_AT_ONCE = 2;

let directory = '';
let script = '';
// What a killed process wrote is in the files also where these are in memory; a lost machine is not tried here.
beforeAll(async () => {
  directory = await mkdtemp(join(fastDirectory, 'midstate-kill-'));
  script = await makeOneFileScript('test/integration/fixtures/import-forever.ts', directory);
});
afterAll(() => rm(directory, { recursive: true }));

/** Numbers that are the same in every run, though the moments that they are used at are not. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32;
}

/** Lets a process import until it is killed; the lines that it printed whole. */
async function importUntilKilled(path: string, random: () => number): Promise<string[]> {
  const child = spawn(process.execPath, [script, path], { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  let problem = '';
  let isOpen = (): void => {};
  const opened = new Promise<void>((resolve) => (isOpen = resolve));
  const ended = new Promise<string | null>((resolve) => child.once('close', (_code, by) => (isOpen(), resolve(by))));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (problem += text));
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    isOpen();
  });
  // some die while the store is opened or made
  if (random() < 0.2) await sleep(30 + random() * 50);
  else await opened.then(() => sleep(random() * 40));
  child.kill('SIGKILL');
  expect(await ended, problem).toBe('SIGKILL');
  return output.split('\n').slice(0, -1);
}

/**
 * The store holds what it held after a step, and that is the last one acknowledged or the one after; its number. The state
 * is the one after step `before`, and is brought there.
 */
async function expectWholeStep(
  path: string,
  acknowledged: number,
  state: KillTestState,
  before: number,
): Promise<number> {
  await using store = await openLevelStore(path, { network });
  const tip = await store.tip();
  const step = tip ? stepOf(tip.header) : 0;
  expect([acknowledged, acknowledged + 1]).toContain(step);
  for (let each = before + 1; each <= step; each++) takeKillTestStep(state, each);

  expect(tip?.height ?? -1).toBe(state.chain.length - 1);
  const headers: Uint8Array[] = [];
  for await (const item of store.headers()) headers.push(item);
  const chain = state.chain.map((writtenBy, height) => killTestHeader(height, writtenBy));
  expect(Buffer.compare(Buffer.concat(headers), Buffer.concat(chain)), `headers after step ${step}`).toBe(0);
  const branches: Uint8Array[] = [];
  for await (const item of store.branches()) branches.push(item);
  const beside = state.branches.map(([height, writtenBy]) => killTestHeader(height, writtenBy));
  expect(Buffer.compare(Buffer.concat(branches), Buffer.concat(beside)), `branches after step ${step}`).toBe(0);
  for (let height = state.chain.length - 1; height >= 0; height -= 37) {
    const { body } = killTestBlock(height, state.chain[height]!);
    expect(Buffer.compare((await store.body(height))!, body), `body ${height} after step ${step}`).toBe(0);
  }
  return step;
}

describe('LevelDB store, killed with SIGKILL while it imports and reorganizes', () => {
  it(
    `has every acknowledged step whole, and no other in part, over ${KILLS} kills at random moments`,
    { timeout: 1000 * KILLS + 60_000 },
    async () => {
      const lives = Array.from({ length: Math.ceil(KILLS / KILLS_PER_STORE) }, (_, number) => number);
      let kills = 0;
      let steps = 0;
      const live = async (number: number): Promise<void> => {
        const path = join(directory, `store-${number}`);
        const random = seeded(number + 1);
        const state = killTestBeginning();
        let step = 0;
        for (let kill = 0; kill < KILLS_PER_STORE; kill++) {
          const lines = await importUntilKilled(path, random);
          const acknowledged = Math.max(step, Number(lines.at(-1)) || 0);
          step = await expectWholeStep(path, acknowledged, state, step);
          kills++;
        }
        steps += step;
        await rm(path, { recursive: true });
      };
      const workers = Array.from({ length: STORES_AT_ONCE }, async () => {
        for (let next = lives.shift(); next !== undefined; next = lives.shift()) await live(next);
      });
      await Promise.all(workers);
      expect(kills).toBeGreaterThanOrEqual(KILLS);
      // the kills met processes at work
      expect(steps).toBeGreaterThan(KILLS);
    },
  );
});
