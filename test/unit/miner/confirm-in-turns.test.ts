/** A candidate that is costly to confirm is confirmed bit by bit: what the search does meanwhile. The test gives the ticks. */
import { describe, expect, it } from 'vitest';
import { MidstateError } from '../../../src/errors.ts';
import { checkedOptions, type MineOptions } from '../../../src/miner/mine-options.ts';
import { createSearchSpace } from '../../../src/miner/search-space.ts';
import { SearchRun } from '../../../src/miner/search-run.ts';
import type { SearchTask } from '../../../src/miner/search-task.ts';
import { TURN_STEPS_MAX } from '../../../src/miner/take-turn.ts';
import type { SearchCommand, WorkerCommand } from '../../../src/miner/worker-protocol.ts';
import { WorkerSeat } from '../../../src/miner/worker-seat.ts';
import type { Steps } from '../../../src/primitives/index.ts';

const kernel = { backend: 'js', reason: 'for the test' } as const;
const work = {
  kind: 'message',
  puzzle: { prefix: new Uint8Array(0), encoding: 'u32be', target: { kind: 'zero-bits', bits: 0 } },
} as const;
/** Nonces that the task's reference takes for no solution. */
const FALSE_NONCES = [13];

/** A confirmation of more than two turns, whatever the clock says. */
function* confirmSlowly(nonce: number): Steps<{ nonce: number }> {
  for (let i = 0; i < 2 * TURN_STEPS_MAX + 1; i++) yield;
  if (FALSE_NONCES.includes(nonce)) throw new MidstateError('ERR_CANDIDATE_REFUSED', 'planted', { backend: 'js' });
  return { nonce };
}

/** A search of two seats whose workers the test plays. */
function startRun(options: MineOptions = {}): {
  run: SearchRun<{ nonce: number }>;
  /** The commands to each worker, the start left out. */
  commands: WorkerCommand[][];
  /** Worker `i` reports of its last chunk. */
  report: (i: number, nonce?: number) => void;
  lose: (i: number) => void;
  /** Ends the tick under way, and lets its task run. False where nobody asked for one. */
  tick: () => Promise<boolean>;
  /** Ticks until the search is settled. */
  settle: () => Promise<void>;
} {
  const task: SearchTask<{ nonce: number }> = {
    space: createSearchSpace([{ work }].values(), 0, 1_000_000),
    compressionsPerNonce: 1000,
    confirm: (_, { nonce }) => confirmSlowly(nonce),
    expectedSeconds: () => ({ p50: 0, p95: 0 }),
  };
  const commands: WorkerCommand[][] = [[], []];
  const events: { lost(cause: unknown): void; reply: (reply: never) => void }[] = [];
  const seats = commands.map(
    (sent, i) =>
      new WorkerSeat(
        (own) => {
          events[i] = own;
          return {
            post: (command) => void (command.type !== 'start' && sent.push(command)),
            hold() {},
            async terminate() {},
          };
        },
        kernel,
        {
          searched: (seat, chunk, reply) => run.searched(seat, chunk, reply),
          lost: (seat, unfinished, cause) => run.lost(seat, unfinished, cause),
        },
      ),
  );
  let resume: (() => void) | undefined;
  const tick = (): Promise<void> => new Promise((resolve) => (resume = resolve));
  const run = new SearchRun({ ...checkedOptions(options), task, seats, backend: 'js', tick });
  run.result.catch(() => undefined);
  run.start(0);
  const giveTick = (): Promise<boolean> => {
    const isAskedFor = resume !== undefined;
    resume?.();
    resume = undefined;
    return new Promise((resolve) => setImmediate(() => resolve(isAskedFor)));
  };
  return {
    run,
    commands,
    report(i, nonce) {
      const { id, start, end } = commands[i]!.findLast(
        (command): command is SearchCommand => command.type === 'search',
      )!;
      const found = nonce === undefined ? { next: end } : { next: nonce + 1, candidate: { nonce, version: 0 } };
      events[i]!.reply({ type: 'searched', id, attempts: found.next - start, ...found } as never);
    },
    lose: (i) => events[i]!.lost(new Error('planted')),
    tick: giveTick,
    async settle() {
      let isSettled = false;
      run.result.then(
        () => (isSettled = true),
        () => (isSettled = true),
      );
      for (let i = 0; i < 100_000 && !isSettled; i++) await giveTick();
    },
  };
}

/** What worker `i` was told last. */
const last = (commands: readonly WorkerCommand[]): WorkerCommand => commands.at(-1)!;

describe('while a candidate is confirmed', () => {
  it('with `first` nobody searches, and the solution counts when it is confirmed', async () => {
    const { run, commands, report, tick, settle } = startRun();
    report(0, 3);
    expect(commands.map((sent) => sent.map(({ type }) => type))).toEqual([['search'], ['search', 'cancel']]);
    const isSettled = Promise.race([run.result.then(() => true), Promise.resolve(false)]);
    expect(await isSettled).toBe(false);
    await tick();
    expect(commands.map((sent) => sent.length)).toEqual([1, 2]);
    await settle();
    expect(await run.result).toMatchObject({ status: 'found', nonce: 3, attempts: 4 });
  });

  it('with `lowest` what stands before it is searched on, and what stands behind it is not', async () => {
    const { run, commands, report, settle } = startRun({ pick: 'lowest' });
    const [first, second] = commands.map((sent) => last(sent) as SearchCommand);
    expect(second!.start).toBe(first!.end);
    report(1, second!.start + 2);
    // the worker of the first chunk goes on; the other has no more to do
    expect(last(commands[0]!)).toBe(first);
    expect(last(commands[1]!)).toBe(second);
    report(0);
    expect(last(commands[0]!)).toBe(first);
    await settle();
    expect(await run.result).toMatchObject({ status: 'found', nonce: second!.start + 2 });
  });

  it('with `lowest` a lower one takes its place, and neither is lost', async () => {
    const { run, commands, report, tick, settle } = startRun({ pick: 'lowest' });
    report(1, (last(commands[1]!) as SearchCommand).start + 1);
    await tick();
    report(0, 1);
    await settle();
    expect(await run.result).toMatchObject({ status: 'found', nonce: 1 });
  });

  it('with `lowest` a confirmed one stands until a lower one is confirmed', async () => {
    const { run, commands, report, tick, settle } = startRun({ pick: 'lowest' });
    report(1, (last(commands[1]!) as SearchCommand).start + 1);
    for (let i = 0; i < 1000; i++) await tick();
    report(0, 1);
    await settle();
    expect(await run.result).toMatchObject({ status: 'found', nonce: 1 });
  });

  it('an abort settles the search at once, and no further tick is asked for', async () => {
    const stop = new AbortController();
    const { run, report, tick } = startRun({ signal: stop.signal });
    report(0, 3);
    await tick();
    const reason = new Error('enough');
    stop.abort(reason);
    await expect(run.result).rejects.toBe(reason);
    // the one that it waited for
    expect(await tick()).toBe(true);
    expect(await tick()).toBe(false);
  });

  it('a pause lets it end, which settles the search with `first`; with `lowest` it waits', async () => {
    const first = startRun();
    first.report(0, 3);
    first.run.pause(['asked']);
    await first.settle();
    expect(await first.run.result).toMatchObject({ status: 'found', nonce: 3 });

    const { run, commands, report, tick, settle } = startRun({ pick: 'lowest' });
    const [lower, upper] = commands.map((sent) => last(sent) as SearchCommand);
    report(1, upper!.start + 2);
    run.pause(['asked']);
    while (await tick());
    expect(commands.map((sent) => sent.map(({ type }) => type))).toEqual([['search', 'cancel'], ['search']]);
    expect(await Promise.race([run.result.then(() => true), Promise.resolve(false)])).toBe(false);
    run.resume();
    // one of them has what was given back
    const again = commands.findIndex((sent) => (last(sent) as SearchCommand).start === lower!.start);
    expect(last(commands[again]!)).toMatchObject({ type: 'search', end: lower!.end });
    report(again);
    await settle();
    expect(await run.result).toMatchObject({ status: 'found', nonce: upper!.start + 2 });
  });

  it('the loss of all workers does no harm when nothing but the confirmation is left', async () => {
    for (const pick of ['first', 'lowest'] as const) {
      const { run, report, lose, tick, settle } = startRun({ pick });
      report(0, 0);
      await tick();
      for (let i = 0; i < 4; i++) {
        lose(0);
        lose(1);
      }
      await settle();
      expect(await run.result).toMatchObject({ status: 'found', nonce: 0 });
    }
  });
});

it('a false candidate is refused at the end of its confirmation', async () => {
  for (const pick of ['first', 'lowest'] as const) {
    const { run, report, settle } = startRun({ pick });
    report(0, FALSE_NONCES[0]);
    await settle();
    await expect(run.result).rejects.toMatchObject({ code: 'ERR_CANDIDATE_REFUSED' });
  }
});
