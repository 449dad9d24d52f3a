import type { CreateEngine } from '../../../src/compliance/index.ts';
import type { MessagePuzzle, MessageSearch, SearchEnd, SearchSteps } from '../../../src/engine/index.ts';
import { faulty } from './faulty-engine.ts';

/** A search of another puzzle, or in other steps, than what was asked for. */
const prepared = (
  change: (puzzle: MessagePuzzle) => Partial<MessagePuzzle>,
  steps: (good: SearchSteps, start: number, end: number) => SearchSteps = (good) => good,
): CreateEngine =>
  faulty((good) => ({
    prepareMessage(puzzle) {
      const search = good.prepareMessage({ ...puzzle, ...change(puzzle) });
      const inSteps: MessageSearch['inSteps'] = (start, end) => steps(search.inSteps(start, end), start, end);
      return Object.assign((start: number, end: number) => search(start, end), { inSteps });
    },
  }));

const inSteps = (steps: (good: SearchSteps, start: number, end: number) => SearchSteps): CreateEngine =>
  prepared(() => ({}), steps);

/** Every search in steps goes on with what the last one has. */
function mixedUp(): CreateEngine {
  let latest: SearchSteps | undefined;
  return inSteps((good) => {
    latest = good;
    return { advance: (compressions) => latest!.advance(compressions) };
  });
}

/** Faults of a search in steps. */
export const messageStepsFaults: Record<string, CreateEngine> = {
  'gives up where it pauses': inSteps((good, start, end) => ({
    advance: (compressions) => good.advance(compressions) ?? { status: 'exhausted', attempts: end - start },
  })),
  'counts the attempts of its last step alone': inSteps((good) => {
    let steps = 0;
    return {
      advance(compressions): SearchEnd | undefined {
        const end = good.advance(compressions);
        if (end === undefined) steps++;
        return end === undefined || steps === 0 ? end : { ...end, attempts: 1 };
      },
    };
  }),
  'mixes up searches in steps': mixedUp(),
  'forgets how a search in steps ended': inSteps((good) => {
    let hasEnded = false;
    return {
      advance(compressions) {
        const end = hasEnded ? undefined : good.advance(compressions);
        hasEnded = end !== undefined;
        return end;
      },
    };
  }),
  'cuts a suffix of many blocks': prepared(({ suffix }) => ({ suffix: suffix?.subarray(0, 262_144) })),
  'cuts a chain of many hashes': prepared(({ hash }) =>
    hash?.kind === 'sha256' ? { hash: { ...hash, iterations: Math.min(4100, hash.iterations ?? 1) } } : {},
  ),
  'cuts many iterations of PBKDF2': prepared(({ hash }) =>
    hash?.kind === 'pbkdf2' ? { hash: { ...hash, iterations: Math.min(2000, hash.iterations) } } : {},
  ),
  'cuts a salt of many blocks': prepared(({ hash }) =>
    hash?.kind === 'pbkdf2' ? { hash: { ...hash, salt: hash.salt.subarray(0, 960) } } : {},
  ),
  'takes a step of nothing for one': inSteps((good) => ({
    advance: (compressions) =>
      good.advance(typeof compressions === 'number' ? Math.max(1, compressions) : compressions),
  })),
};
