/**
 * Simulations in virtual time: difficulty algorithms against hash rates. Pure: randomness is an argument.
 *
 * @module midstate/simulation
 */
export { bitsChangeTime } from './bits-over-time.ts';
export {
  difficultyOfBits,
  simulateDifficulty,
  type DifficultySimulationOptions,
  type SimulatedBlock,
} from './difficulty-simulation.ts';
export { summarizeDifficulty, type DifficultyStep, type DifficultySummary } from './difficulty-summary.ts';
export { assertScenario, type HashRateScenario, type ScenarioMoment } from './hash-rate-scenario.ts';
export { seededRandom } from './seeded-random.ts';
