/**
 * Times contenders at the same work.
 *
 * Every contender is checked before any is timed. Then, in one process, they take turns: a round gives each a short
 * stretch, and the next round starts with another one. So a machine that slows down for a second slows all of them. A
 * stretch is a run of a tinybench task; its rate is that of the whole stretch, garbage collection included. What is
 * reported is the median of the rounds.
 */
import { Bench, type Task } from 'tinybench';
import { median, spread } from './statistics.ts';

/** One contender at one work. */
export interface Entrant {
  readonly name: string;
  /** How many hashes one `call` computes. */
  readonly hashes: number;
  /** What is wrong with the contender's answer; undefined when it is right. */
  check(): string | undefined;
  /** The work, once. */
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
  /** Hashes per second: the median of the rounds. */
  readonly rate: number;
  /** Hashes per second of processor time, of all threads of this process: the median of the rounds. */
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
export function measure(entrants: readonly Entrant[], plan: Plan): Measurement[] {
  for (const entrant of entrants) {
    const problem = entrant.check();
    if (problem !== undefined)
      throw new WrongAnswerError(`${entrant.name} is not timed, its answer is wrong: ${problem}`);
  }

  const bench = new Bench({
    time: plan.roundMs,
    iterations: 1,
    warmupTime: plan.warmupMs,
    warmupIterations: 1,
    throws: true,
  });
  const lanes = entrants.map((entrant, index) => {
    // The index keeps tinybench's names apart where two backends share a name.
    const name = `${index} ${entrant.name}`;
    bench.add(name, () => entrant.call(), { async: false });
    const task = bench.getTask(name);
    if (task === undefined) throw new Error(`tinybench does not know the task it was given: ${name}`);
    return { entrant, task, rates: [] as number[], cpuRates: [] as number[] };
  });

  for (const { task } of lanes) task.warmupSync();
  for (let round = 0; round < plan.rounds; round++) {
    for (let turn = 0; turn < lanes.length; turn++) {
      const lane = lanes[(round + turn) % lanes.length];
      if (lane === undefined) continue;
      const { hashes, wallSeconds, cpuSeconds } = stretch(lane.task, lane.entrant.hashes);
      lane.rates.push(hashes / wallSeconds);
      lane.cpuRates.push(hashes / cpuSeconds);
    }
  }
  return lanes.map(({ rates, cpuRates }) => ({
    rate: median(rates),
    ratePerCpuSecond: median(cpuRates),
    spread: spread(rates),
  }));
}

function stretch(task: Task, hashesPerCall: number): { hashes: number; wallSeconds: number; cpuSeconds: number } {
  const before = process.cpuUsage();
  task.reset();
  task.runSync();
  const cpu = process.cpuUsage(before);
  const { result } = task;
  if (result.state !== 'completed') throw new Error(`${task.name}: expected a completed run, got ${result.state}`);
  return {
    hashes: result.latency.samplesCount * hashesPerCall,
    wallSeconds: result.totalTime / 1000,
    cpuSeconds: (cpu.user + cpu.system) / 1e6,
  };
}
