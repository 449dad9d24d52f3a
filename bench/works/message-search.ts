/**
 * message-search: SHA-256 of a salt of 32 characters and a nonce in decimal, against the first hexadecimal digits of a
 * digest: the puzzle of the Cap captcha. Salt, nonce and padding fit one block.
 *
 * The digits are those of the digest for the nonce below, by Python's hashlib, which found no lower nonce to have them.
 */
import { rangeSearch } from './range-search.ts';
import { searchWith, searchWithAsync, type Puzzle } from './message-loop.ts';
import { engineSearch } from './engine-search.ts';
import type { Work } from './work.ts';

const SALT = '4f1d6a0c93be27d85a7e1b3c9d20f684';
const DIGITS = '8308fdf2';
const NONCE = 199_999;

const puzzle: Puzzle = {
  prefix: new TextEncoder().encode(SALT),
  encoding: 'decimal',
  target: { kind: 'hex-prefix', hex: DIGITS },
};

/** From 0, where Cap begins. */
const ALL = NONCE + 1;
/** Of these, all have as many digits as most of all. */
const SOME = 10_000;
/** For a call that takes twenty microseconds. */
const FEW = 1_000;

export const messageSearch: Work = {
  name: 'message-search',
  title: 'Search a nonce in decimal behind 32 characters: SHA-256, one block, against 8 hexadecimal digits',
  unit: 'hashes/s',
  entrants: ({ engines = [], capSolvers = [], hashers = [], asyncHashers = [] }) => [
    ...engines.map((contender) => {
      const attempts = contender.backend === 'js' ? 5 * SOME : ALL;
      return rangeSearch({ contender, nonce: NONCE, attempts, search: engineSearch(contender, puzzle) });
    }),
    ...capSolvers.map((contender) => {
      const search = (): number => contender.solve(SALT, DIGITS);
      return rangeSearch({ contender, nonce: NONCE, attempts: ALL, endless: true, search });
    }),
    ...hashers.map((contender) => {
      const search = (start: number, end: number) => searchWith(contender, puzzle, start, end);
      return rangeSearch({ contender, nonce: NONCE, attempts: SOME, search });
    }),
    ...asyncHashers.map((contender) => {
      const search = (start: number, end: number) => searchWithAsync(contender, puzzle, start, end);
      return rangeSearch({ contender, nonce: NONCE, attempts: FEW, search });
    }),
  ],
};
