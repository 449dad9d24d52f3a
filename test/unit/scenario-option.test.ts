import { expect, test } from 'vitest';
import { parseScenario } from '../../src/cli/scenario-option.ts';
import { assertScenario } from '../../src/simulation/index.ts';

test.each([
  ['constant', { kind: 'constant', hashRate: 100 }],
  ['step:10@500', { kind: 'step', hashRate: 100, factor: 10, at: { block: 500 } }],
  ['step:.5@1.5h', { kind: 'step', hashRate: 100, factor: 0.5, at: { seconds: 5400 } }],
  ['ramp:4@2d-6d', { kind: 'ramp', hashRate: 100, factor: 4, from: { seconds: 172_800 }, to: { seconds: 518_400 } }],
  ['ramp:4@100-200', { kind: 'ramp', hashRate: 100, factor: 4, from: { block: 100 }, to: { block: 200 } }],
  ['on-off:5@30m', { kind: 'on-off', hashRate: 100, factor: 5, every: { seconds: 1800 } }],
  ['step:2.5e-3@1d', { kind: 'step', hashRate: 100, factor: 0.0025, at: { seconds: 86_400 } }],
  ['hop:5@1.1', { kind: 'hop', hashRate: 100, factor: 5, below: 1.1 }],
  [
    'points:0=1,90s=0,90s=2.5',
    {
      kind: 'points',
      points: [
        [0, 100],
        [90, 0],
        [90, 250],
      ],
    },
  ],
])('the scenario %s is understood', (text, scenario) => {
  const parsed = parseScenario(text, 100);
  expect(parsed).toEqual(scenario);
  expect(() => assertScenario(parsed)).not.toThrow();
});

test.each([
  ['', 'expected constant, step:F@AT,'],
  ['steps:10@5', 'expected constant, step:F@AT,'],
  ['constant:5', 'expected constant, step:F@AT,'],
  ['step', 'expected a factor above zero, got "" in "step"'],
  ['step:0@5', 'expected a factor above zero, got "0" in "step:0@5"'],
  ['step:1e999@5', 'expected a factor above zero, got "1e999"'],
  ['step:-2@5', 'expected a factor above zero, got "-2"'],
  ['step:10', 'expected a block, as 500, or a time, as 12h, got ""'],
  ['step:10@0', 'expected a whole number of blocks above zero, got "0"'],
  ['step:10@2w', 'expected a block, as 500, or a time, as 12h, got "2w"'],
  ['ramp:10@5', 'expected constant, step:F@AT,'],
  ['hop:10', 'expected a factor above zero, got ""'],
  ['points:', 'expected a block, as 500, or a time, as 12h, got ""'],
  ['points:5=1', 'expected points with a time, as 12h, got "5"'],
  ['points:5s', 'expected a factor above zero, got ""'],
])('the scenario %j is refused', (text, message) => {
  expect(() => parseScenario(text, 100)).toThrow(`--scenario: ${message}`);
});
