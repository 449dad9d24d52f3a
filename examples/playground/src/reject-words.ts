/** The rules of headers and their refusals in words. */
import type { Permanence, Reject, RejectId } from 'midstate/consensus';
import { formatBits, formatTime } from './figures.ts';

/** What each header rule asks, one sentence. Rules of blocks and of one's own have none. */
const QUESTIONS: Partial<Record<RejectId, string>> = {
  'high-hash': 'The hash is at or below the target that the bits stand for, and the network allows that target.',
  'duplicate-invalid': 'The header was not found invalid before.',
  'prev-blk-not-found': 'The header below it is known.',
  'bad-prevblk': 'The header below it is valid.',
  'bad-diffbits': 'The bits are those that the difficulty algorithm asks for at this place.',
  'bad-fork-prior-to-checkpoint': 'It does not branch off below a checkpoint.',
  'time-too-old': 'The time is after the median of the eleven blocks below.',
  'time-timewarp-attack': 'The first block of a period does not go back in time far behind the block below it.',
  'time-negative-interval': 'The last block of a period is not before its first.',
  'time-too-new': 'The time is at most two hours ahead of the clock.',
  'bad-version': 'The version is one that is in force at this height.',
  'too-little-chainwork': 'Its chain has enough work to be worth keeping.',
};

const PERMANENCE: Readonly<Record<Permanence, string>> = {
  permanent: 'for ever',
  retry: 'it may be valid later',
  mutated: 'another body may be right',
};

/** What a rule asks, in one sentence; undefined for one that is not known here. */
export function ruleQuestion(id: RejectId): string | undefined {
  return QUESTIONS[id];
}

/** How long a refusal stands. */
export function describePermanence(permanence: Permanence): string {
  return `${permanence}: ${PERMANENCE[permanence]}`;
}

/** The facts behind a refusal: their names, and what they are as people read it. */
export function rejectFacts(reject: Reject): [name: string, value: string][] {
  const { id: _id, permanence: _permanence, reason: _reason, ...facts } = reject;
  return Object.entries(facts as Record<string, string | number | null>).map(([name, value]) => [
    name,
    factText(name, value),
  ]);
}

function factText(name: string, value: string | number | null): string {
  if (typeof value !== 'number') return value ?? 'none that is allowed';
  if (/bits$/i.test(name)) return `0x${formatBits(value)}`;
  return /time/i.test(name) ? `${value} (${formatTime(value)})` : String(value);
}
