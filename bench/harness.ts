/**
 * Times contenders at the same work.
 *
 * Every contender is checked before any is timed. Then, in one process, they take turns: a round gives each a short
 * stretch, and the next round starts with another one. So a machine that slows down for a second slows all of them. A
 * stretch is a run of a tinybench task; its rate is that of the whole stretch, garbage collection included. What is
 * reported is the median of the rounds. A contender whose call gives a promise is awaited, and nothing else runs meanwhile.
 */
import { Bench, type Task } from 'tinybench';
import { median, spread } from './statistics.ts';

/** One contender at one work. */
export interface Entrant {
  readonly name: string;
  /** How much of what is counted (hashes, say) one `call` does. */
  readonly amount: number;
  /** What is wrong with the contender's answer; undefined when it is right. */
  check(): string | undefined | Promise<string | undefined>;
  /** The work, once; a promise where it ends later. */
  call(): unknown;
}

/** How long to measure. */
export interface Plan {
  readonly rounds: number;
  /** Each contender's stretch in a round. */
  readonly roundMs: number;
  readonly warmupMs: number;
}

export interface Measurement {
  /** Amount per second: the median of the rounds. */
  readonly rate: number;
  /** Amount per second of processor time, of all threads of this process: the median of the rounds. */
  readonly ratePerCpuSecond: number;
  /** The middle half of the rounds' rates, as a part of `rate`. */
  readonly spread: number;
}

/** A contender's answer was wrong. Nothing is timed. */
export class WrongAnswerError extends Error {
  override readonly name = 'WrongAnswerError';
}

/**
 * Measures all entrants, and returns their figures in the order given.
 * @throws WrongAnswerError when one answers wrongly, before any is timed
 */
export async function measure(entrants: readonly Entrant[], plan: Plan): Promise<Measurement[]> {
  for (const entrant of entrants) {
    const problem = await entrant.check();
    if (problem !== undefined)
      throw new WrongAnswerError(`${entrant.name} is not timed, its answer is wrong: ${problem}`);
  }

  const bench = new Bench({ time: plan.roundMs, iterations: 1, warmup: false, throws: true });
  const lanes: Lane[] = [];
  for (const [index, entrant] of entrants.entries()) {
    const isAsync = await warmUp(entrant, plan.warmupMs);
    // The index keeps tinybench's names apart where two rows share a name.
    const name = `${index} ${entrant.name}`;
    bench.add(name, () => entrant.call(), { async: isAsync });
    const task = bench.getTask(name);
    if (task === undefined) throw new Error(`tinybench does not know the task it was given: ${name}`);
    lanes.push({ entrant, task, isAsync, rates: [], cpuRates: [] });
  }

  for (let round = 0; round < plan.rounds; round++) {
    for (let turn = 0; turn < lanes.length; turn++) {
      const lane = lanes[(round + turn) % lanes.length];
      if (lane === undefined) continue;
      const { amount, wallSeconds, cpuSeconds } = await stretch(lane);
      lane.rates.push(amount / wallSeconds);
      lane.cpuRates.push(amount / cpuSeconds);
    }
  }
  return lanes.map(({ rates, cpuRates }) => ({
    rate: median(rates),
    ratePerCpuSecond: median(cpuRates),
    spread: spread(rates),
  }));
}

/** One entrant, and what was measured of it so far. */
interface Lane {
  readonly entrant: Entrant;
  readonly task: Task;
  readonly isAsync: boolean;
  readonly rates: number[];
  readonly cpuRates: number[];
}

/** Works for so long, once at least; tells whether the entrant's calls give promises. */
async function warmUp(entrant: Entrant, warmupMs: number): Promise<boolean> {
  const until = performance.now() + warmupMs;
  let isAsync: boolean;
  do {
    const result = entrant.call();
    isAsync = result instanceof Promise;
    if (isAsync) await result;
  } while (performance.now() < until);
  return isAsync;
}

async function stretch({
  entrant,
  task,
  isAsync,
}: Lane): Promise<{ amount: number; wallSeconds: number; cpuSeconds: number }> {
  const before = process.cpuUsage();
  task.reset();
  if (isAsync) await task.run();
  else task.runSync();
  const cpu = process.cpuUsage(before);
  const { result } = task;
  if (result.state !== 'completed') throw new Error(`${task.name}: expected a completed run, got ${result.state}`);
  return {
    amount: result.latency.samplesCount * entrant.amount,
    wallSeconds: result.totalTime / 1000,
    cpuSeconds: (cpu.user + cpu.system) / 1e6,
  };
}
