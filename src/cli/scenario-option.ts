/** The option `--scenario`: how the hash rate of a simulation changes. */
import type { HashRateScenario, ScenarioMoment } from '../simulation/index.ts';
import { UsageError, type CommandOption } from './command.ts';

export const SCENARIO_OPTION: CommandOption = {
  type: 'string',
  value: 'WORD',
  help: 'how the hash rate changes, as above (default: constant)',
};

/** The scenarios, for the help text. */
export const SCENARIO_DETAILS: string = [
  'Scenarios; F multiplies the hash rate, AT is a block (500) or a time since the start (90s, 30m, 12h, 2d):',
  '  constant                  the same all along',
  '  step:F@AT                 F times as much from then on: step:10@500',
  '  ramp:F@AT-AT              in a straight line to F times as much: ramp:4@2d-6d',
  '  on-off:F@AT               as it is for so long, F times as much for as long, and again: on-off:5@12h',
  '  hop:F@D                   F times as much for blocks of less than D times the difficulty that fits: hop:5@1.1',
  '  points:TIME=F,TIME=F,...  in straight lines from one point to the next: points:0s=1,1d=4,3d=4,3d=0.5',
].join('\n');

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

/**
 * The scenario that a text describes.
 * @param hashRate hashes per second before anything changes
 * @throws UsageError saying what was expected and what came
 */
export function parseScenario(text: string, hashRate: number): HashRateScenario {
  const [, kind = '', rest] = /^([a-z-]+)(?::(.*))?$/.exec(text) ?? [];
  const [factorText, at = ''] = (rest ?? '').split('@');
  switch (kind) {
    case 'constant':
      if (rest !== undefined) break;
      return { kind, hashRate };
    case 'step':
      return { kind, hashRate, factor: parseFactor(text, factorText), at: parseMoment(text, at) };
    case 'on-off':
      return { kind, hashRate, factor: parseFactor(text, factorText), every: parseMoment(text, at) };
    case 'hop':
      return { kind, hashRate, factor: parseFactor(text, factorText), below: parseFactor(text, at) };
    case 'ramp': {
      const [from, to] = at.split('-').map((moment) => parseMoment(text, moment));
      if (from === undefined || to === undefined) break;
      return { kind, hashRate, factor: parseFactor(text, factorText), from, to };
    }
    case 'points': {
      const points = (rest ?? '').split(',').map((point): [number, number] => {
        const [time = '', factor] = point.split('=');
        const moment = parseMoment(text, time === '0' ? '0s' : time);
        if (!('seconds' in moment)) throw unexpected(text, 'points with a time, as 12h', time);
        return [moment.seconds, factor === '0' ? 0 : hashRate * parseFactor(text, factor)];
      });
      return { kind, points };
    }
  }
  throw unexpected(text, 'constant, step:F@AT, ramp:F@AT-AT, on-off:F@AT, hop:F@D or points:TIME=F,...', text);
}

function parseFactor(text: string, factor: string | undefined): number {
  const value = factor !== undefined && /^\d*\.?\d+(?:e[+-]?\d+)?$/i.test(factor) ? Number(factor) : 0;
  if (value === 0 || value === Infinity) throw unexpected(text, 'a factor above zero', factor ?? '');
  return value;
}

function parseMoment(text: string, moment: string): ScenarioMoment {
  const [, digits, unit] = /^(\d*\.?\d+)([smhd]?)$/.exec(moment) ?? [];
  if (digits === undefined) throw unexpected(text, 'a block, as 500, or a time, as 12h', moment);
  if (unit) return { seconds: Number(digits) * UNITS[unit]! };
  if (!/^[1-9]\d*$/.test(digits)) throw unexpected(text, 'a whole number of blocks above zero', moment);
  return { block: Number(digits) };
}

function unexpected(text: string, expected: string, got: string): UsageError {
  const where = text === got ? '' : ` in ${JSON.stringify(text)}`;
  return new UsageError(`--scenario: expected ${expected}, got ${JSON.stringify(got)}${where}`);
}
