import { describe, expect, it } from 'vitest';
import { describePermanence, rejectFacts, ruleQuestion } from '../../../examples/playground/src/reject-words.ts';
import {
  bip54HeaderRules,
  bip94HeaderRules,
  noForkBeforeCheckpoint,
  type HeaderRule,
} from '../../../src/consensus/index.ts';

const withoutQuestion = (rules: readonly HeaderRule[]): string[] =>
  rules.filter(({ id }) => ruleQuestion(id) === undefined).map(({ id }) => id);

describe('the rules in words', () => {
  it('have a sentence for every rule of headers, and a rule without one is noticed', () => {
    const rules = [...bip94HeaderRules, ...bip54HeaderRules, noForkBeforeCheckpoint];
    expect(withoutQuestion(rules)).toEqual([]);
    const strange = { ...noForkBeforeCheckpoint, id: 'my-rule' } as unknown as HeaderRule;
    expect(withoutQuestion([...rules, strange])).toEqual(['my-rule']);
  });

  it('tell facts as people read them: bits in hexadecimal digits, times as dates, none for what is missing', () => {
    expect(
      rejectFacts({
        id: 'high-hash',
        permanence: 'permanent',
        reason: 'high-hash',
        hash: 'ff',
        bits: 0x1d00ffff,
        target: null,
      }),
    ).toEqual([
      ['hash', 'ff'],
      ['bits', '0x1d00ffff'],
      ['target', 'none that is allowed'],
    ]);
    expect(
      rejectFacts({
        id: 'time-too-old',
        permanence: 'permanent',
        reason: 'time-too-old',
        time: 1231006505,
        medianTimePast: 0,
      }),
    ).toEqual([
      ['time', '1231006505 (2009-01-03 18:15:05 UTC)'],
      ['medianTimePast', '0 (1970-01-01 00:00:00 UTC)'],
    ]);
    expect(
      rejectFacts({
        id: 'bad-version',
        permanence: 'permanent',
        reason: 'bad-version(0x00000001)',
        version: 1,
        minimumVersion: 2,
      }),
    ).toEqual([
      ['version', '1'],
      ['minimumVersion', '2'],
    ]);
  });

  it('say how long a refusal stands', () => {
    expect(describePermanence('permanent')).toBe('permanent: for ever');
    expect(describePermanence('retry')).toBe('retry: it may be valid later');
  });
});
