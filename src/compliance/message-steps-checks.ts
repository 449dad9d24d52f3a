/**
 * Checks of message search by whole attempts and in steps: what is left halfway is gone on with, and ends as if it had never
 * been left; and what is too costly for one go is right as well.
 */
import type { Engine, MessageHash, MessagePuzzle, SearchEnd } from '../engine/index.ts';
import { digestOfNonce } from '../engine/index.ts';
import {
  check,
  errorOf,
  exhausted,
  expectEnd,
  expectThrows,
  found,
  someBytes,
  type EngineCheck,
} from './engine-check.ts';
import { isMidstateError } from '../errors.ts';
import { describeOutcome } from './outcome.ts';

const NO_TARGET = { kind: 'zero-bits', bits: 0 } as const;
const IMPOSSIBLE = { kind: 'zero-bits', bits: 256 } as const;

type Aimless = Omit<MessagePuzzle, 'target'>;

const pbkdf2 = (iterations: number, saltSize = 16): MessageHash => ({
  kind: 'pbkdf2',
  salt: someBytes(saltSize, 3),
  iterations,
});

/** Puzzles of every kind: cheap and costly by iterations, by what stands behind the nonce, by the salt, by all of them. */
const PUZZLES: readonly (readonly [Aimless, first: number])[] = [
  [{ prefix: someBytes(20), encoding: 'decimal' }, 95],
  [{ prefix: someBytes(300), suffix: someBytes(90, 1), encoding: 'u64be' }, 2 ** 32 - 5],
  [{ prefix: someBytes(70), encoding: 'hex', hexDigits: 3, hash: { kind: 'sha256', iterations: 40 } }, 250],
  [{ prefix: someBytes(30), encoding: 'u32be', hash: { kind: 'sha256', iterations: 4200 } }, 7],
  [{ prefix: someBytes(61), encoding: 'decimal', hash: { kind: 'sha256', iterations: 4100 } }, 95],
  [{ prefix: someBytes(130), suffix: someBytes(262_200), encoding: 'decimal' }, 9_995],
  [
    {
      prefix: someBytes(5),
      suffix: someBytes(262_208 - 9),
      encoding: 'u32le',
      hash: { kind: 'sha256', iterations: 2 },
    },
    3,
  ],
  [{ prefix: someBytes(16), encoding: 'u32be', hash: pbkdf2(30) }, 0],
  [{ prefix: someBytes(60), encoding: 'decimal', hash: pbkdf2(4) }, 9_995],
  [{ prefix: someBytes(90), suffix: someBytes(200), encoding: 'u64le', hash: pbkdf2(3, 1000) }, 2 ** 32 - 5],
  [{ prefix: someBytes(7), encoding: 'decimal', hash: pbkdf2(2100, 60) }, 5],
];
/** Nonces of a search: more than one group of any kernel, and no whole number of groups. */
const COUNT = 12;
/** Compressions a step: as few as there can be, a part of a group, several groups. */
const STEPS = [1, 50, 3000, 1_000_000];

/** The checks, in no order that matters. */
export const messageStepsChecks: readonly EngineCheck[] = [
  check('a search in steps ends as one in one go, whatever the steps', (engine) => {
    for (const [puzzle, first] of PUZZLES) {
      for (const place of [0, COUNT - 2]) {
        const nonce = first + place;
        const target = { kind: 'equal', digest: digestOf(puzzle, nonce) } as const;
        const search = engine.prepareMessage({ ...puzzle, target });
        expectEnd(nameOf(puzzle), search(first, first + COUNT), found(nonce, first));
        for (const step of STEPS) {
          if (step === 1 && place > 0) continue;
          const end = advanceToEnd(search.inSteps(first, first + COUNT), step);
          expectEnd(`${nameOf(puzzle)} in steps of ${step}`, end, found(nonce, first));
        }
        expectEnd(nameOf(puzzle), search(nonce + 1, first + COUNT), exhausted(first + COUNT - nonce - 1));
      }
    }
  }),
  check('a step is a small part of a costly attempt', (engine) => {
    for (const hash of [{ kind: 'sha256', iterations: 2 ** 31 - 1 } as const, pbkdf2(2 ** 31 - 1)]) {
      const search = engine.prepareMessage({ prefix: someBytes(8), encoding: 'u32be', hash, target: IMPOSSIBLE });
      const steps = search.inSteps(0, 100);
      // of minutes or hours
      for (let i = 0; i < 20; i++)
        if (steps.advance(1000) !== undefined)
          throw new Error(`${hash.kind}: expected a search without an end, got one`);
    }
  }),
  check('searches in steps disturb neither each other nor other calls', (engine) => {
    const under = PUZZLES.map(([puzzle, first]) => {
      const nonce = first + COUNT - 3;
      const target = { kind: 'equal', digest: digestOf(puzzle, nonce) } as const;
      return {
        puzzle,
        first,
        nonce,
        steps: engine.prepareMessage({ ...puzzle, target }).inSteps(first, first + COUNT),
      };
    });
    const ended = new Set<unknown>();
    for (let round = 0; ended.size < under.length; round++) {
      for (const search of under) {
        if (ended.has(search)) continue;
        const end = search.steps.advance(3000);
        engine.sha256Messages(someBytes(700), 70);
        if (round % 8 === 0)
          engine.searchMessage({
            prefix: someBytes(3),
            encoding: 'hex',
            hexDigits: 4,
            target: NO_TARGET,
            start: 0,
            end: 9,
          });
        if (end === undefined) continue;
        ended.add(search);
        expectEnd(`${nameOf(search.puzzle)} among others`, end, found(search.nonce, search.first));
        // and stays so
        expectEnd(nameOf(search.puzzle), search.steps.advance(1) ?? exhausted(-1), end);
      }
    }
  }),
  check('a search in steps refuses what is malformed, and ends with its engine', (engine) => {
    const search = engine.prepareMessage({ prefix: someBytes(4), encoding: 'u32be', target: IMPOSSIBLE });
    expectThrows('a start below zero', RangeError, () => search.inSteps(-1, 5), 'start');
    expectThrows('an end before the start', RangeError, () => search.inSteps(5, 4), 'end');
    const steps = search.inSteps(0, 1000);
    expectThrows('a step of nothing', RangeError, () => steps.advance(0), 'compressions');
    expectThrows('a step of text', TypeError, () => steps.advance('1' as unknown as number), 'compressions');
    engine.close();
    for (const call of [() => steps.advance(1), () => search.inSteps(0, 1), () => search(0, 1)]) {
      const error = errorOf(call);
      if (!isMidstateError(error, 'ERR_CLOSED'))
        throw new Error(`after close: expected ERR_CLOSED, got ${describeOutcome(error)}`);
    }
  }),
];

function advanceToEnd(steps: ReturnType<ReturnType<Engine['prepareMessage']>['inSteps']>, step: number): SearchEnd {
  for (;;) {
    const end = steps.advance(step);
    if (end !== undefined) return end;
  }
}

function digestOf(puzzle: Aimless, nonce: number): Uint8Array {
  return digestOfNonce({ ...puzzle, target: NO_TARGET }, nonce);
}

function nameOf({ prefix, suffix, encoding, hash }: Aimless): string {
  const hashed = hash === undefined ? 'sha256' : `${hash.kind} ${hash.iterations}`;
  return `${prefix.length} bytes, ${encoding}, ${suffix?.length ?? 0} bytes, ${hashed}`;
}
