/**
 * Hash rate over a simulated chain, as data: steady, in a step, rising, switched on and off, coming for cheap blocks,
 * or along given points. Rates in hashes per second; a moment is a block or a time since the start of the simulation.
 */
import { assertObject, describe } from '../primitives/index.ts';

/** When something happens: before the block with this number is begun, counted from 1, or at a time in seconds. */
export type ScenarioMoment = { readonly block: number } | { readonly seconds: number };

/** A hash rate in the course of a simulation. Factors are above zero and multiply `hashRate`. */
export type HashRateScenario =
  | { readonly kind: 'constant'; readonly hashRate: number }
  /** `factor` times as much from a moment on. */
  | { readonly kind: 'step'; readonly hashRate: number; readonly factor: number; readonly at: ScenarioMoment }
  /** In a straight line to `factor` times as much; `from` and `to` are both blocks or both times. */
  | {
      readonly kind: 'ramp';
      readonly hashRate: number;
      readonly factor: number;
      readonly from: ScenarioMoment;
      readonly to: ScenarioMoment;
    }
  /** For so many blocks or seconds as it is, for as many `factor` times as much, and again. */
  | { readonly kind: 'on-off'; readonly hashRate: number; readonly factor: number; readonly every: ScenarioMoment }
  /**
   * `factor` times as much for each block whose difficulty is below `below` times what `hashRate` warrants: miners who
   * come while a chain is cheap, and leave when it is not.
   */
  | { readonly kind: 'hop'; readonly hashRate: number; readonly factor: number; readonly below: number }
  /** Times and rates, in straight lines from one to the next; two of one time are a step. The last rate stays. */
  | { readonly kind: 'points'; readonly points: readonly (readonly [seconds: number, hashRate: number])[] };

/** A stretch of time in which the hash rate follows a straight line. */
interface RateStretch {
  /** At the time that was asked for. */
  readonly hashRate: number;
  /** Change per second. */
  readonly slope: number;
  /** Seconds since the start. */
  readonly end: number;
}

/** What a hash rate may depend on. */
export interface RateQuestion {
  /** Seconds since the start. */
  readonly seconds: number;
  /** The number of the block in work, from 1. */
  readonly block: number;
  /** Its work as a part of what a block at the scenario's `hashRate` takes in the target spacing. */
  readonly relativeWork: number;
}

/**
 * How the hash rate goes on from a moment.
 * @param scenario one that `assertScenario` has let pass
 */
export function rateStretch(scenario: HashRateScenario, question: RateQuestion): RateStretch {
  const { seconds, block } = question;
  switch (scenario.kind) {
    case 'constant':
      return level(scenario.hashRate);
    case 'step':
      return 'block' in scenario.at
        ? level(scenario.hashRate * (block >= scenario.at.block ? scenario.factor : 1))
        : alongPoints(stepPoints(scenario.hashRate, scenario.factor, scenario.at.seconds), seconds);
    case 'ramp':
      return ramp(scenario, question);
    case 'on-off': {
      const { every, hashRate, factor } = scenario;
      if ('block' in every)
        return level(Math.floor((block - 1) / every.block) % 2 === 1 ? hashRate * factor : hashRate);
      let half = Math.floor(seconds / every.seconds);
      // a stretch that has ended, but for rounding, would end once more without taking any time
      if ((half + 1) * every.seconds <= seconds) half++;
      return level(half % 2 === 1 ? hashRate * factor : hashRate, (half + 1) * every.seconds);
    }
    case 'hop':
      return level(scenario.hashRate * (question.relativeWork < scenario.below ? scenario.factor : 1));
    case 'points':
      return alongPoints(scenario.points, seconds);
  }
}

/** The rate before anything changes. */
export function baseRate(scenario: HashRateScenario): number {
  return scenario.kind === 'points' ? (scenario.points.find(([, rate]) => rate > 0)?.[1] ?? 0) : scenario.hashRate;
}

/**
 * Asserts a scenario that can be simulated: known, with rates above zero, and one that lets every block be found.
 * @throws TypeError, RangeError naming the field, what was expected and what came
 */
export function assertScenario(scenario: HashRateScenario): void {
  assertObject('scenario', scenario);
  const { kind } = scenario;
  if (kind === 'points') return assertPoints(scenario.points);
  if (!['constant', 'step', 'ramp', 'on-off', 'hop'].includes(kind)) {
    const kinds = 'constant, step, ramp, on-off, hop or points';
    throw new TypeError(`scenario.kind: expected ${kinds}, got ${describe(kind)}`);
  }
  assertPositive('scenario.hashRate', scenario.hashRate);
  if (kind === 'constant') return;
  assertPositive('scenario.factor', scenario.factor);
  if (kind === 'hop') return assertPositive('scenario.below', scenario.below);
  if (kind === 'step') return assertMoment('scenario.at', scenario.at);
  if (kind === 'on-off') return assertMoment('scenario.every', scenario.every);
  assertMoment('scenario.from', scenario.from);
  assertMoment('scenario.to', scenario.to);
  if (momentUnit(scenario.from) !== momentUnit(scenario.to))
    throw new TypeError('scenario.to: expected the unit of scenario.from, block or seconds, got the other');
  if (momentValue(scenario.from) >= momentValue(scenario.to)) {
    const from = momentValue(scenario.from);
    throw new RangeError(`scenario.to: expected a moment after ${from}, got ${momentValue(scenario.to)}`);
  }
}

function ramp(scenario: HashRateScenario & { kind: 'ramp' }, { seconds, block }: RateQuestion): RateStretch {
  const { hashRate, factor, from, to } = scenario;
  const [start, end] = [momentValue(from), momentValue(to)];
  if ('seconds' in from) {
    const points = [
      [start, hashRate],
      [end, hashRate * factor],
    ] as const;
    return alongPoints(points, seconds);
  }
  const progress = Math.min(Math.max((block - start) / (end - start), 0), 1);
  return level(hashRate * (1 + (factor - 1) * progress));
}

function stepPoints(hashRate: number, factor: number, at: number): [number, number][] {
  return [
    [at, hashRate],
    [at, hashRate * factor],
  ];
}

function alongPoints(points: readonly (readonly [number, number])[], seconds: number): RateStretch {
  const next = points.findIndex(([time]) => time > seconds);
  if (next === -1) return level(points.at(-1)![1]);
  const [time, rate] = points[next]!;
  if (next === 0) return level(rate, time);
  const [timeBefore, rateBefore] = points[next - 1]!;
  const slope = (rate - rateBefore) / (time - timeBefore);
  return { hashRate: rateBefore + slope * (seconds - timeBefore), slope, end: time };
}

function level(hashRate: number, end: number = Infinity): RateStretch {
  return { hashRate, slope: 0, end };
}

function momentValue(moment: ScenarioMoment): number {
  return 'block' in moment ? moment.block : moment.seconds;
}

function momentUnit(moment: ScenarioMoment): string {
  return 'block' in moment ? 'block' : 'seconds';
}

function assertMoment(name: string, moment: ScenarioMoment): void {
  assertObject(name, moment);
  const value: unknown = momentValue(moment);
  if ('block' in moment && !Number.isInteger(value))
    throw new TypeError(`${name}.block: expected a whole number above zero, got ${describe(value)}`);
  assertPositive(`${name}.${momentUnit(moment)}`, value);
}

function assertPoints(points: unknown): void {
  if (!Array.isArray(points) || points.length === 0)
    throw new TypeError(`scenario.points: expected an array of [seconds, hashRate], got ${describe(points)}`);
  let before = 0;
  points.forEach((point: unknown, i) => {
    const [seconds, rate] = Array.isArray(point) && point.length === 2 ? (point as unknown[]) : [];
    const isPoint = isFiniteNumber(seconds) && isFiniteNumber(rate) && rate >= 0;
    if (!isPoint || seconds < before) {
      const got = Array.isArray(point) ? `[${point.join(', ')}]` : describe(point);
      throw new RangeError(
        `scenario.points[${i}]: expected [seconds, hashRate], not before ${before} s, not below zero, got ${got}`,
      );
    }
    before = seconds;
  });
  assertPositive('scenario.points, the last rate', (points as [number, number][]).at(-1)![1]);
}

function assertPositive(name: string, value: unknown): void {
  if (!isFiniteNumber(value) || value <= 0)
    throw new RangeError(`${name}: expected a number above zero, got ${describe(value)}`);
}

function isFiniteNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}
