/**
 * altcha-v2-chain: ALTCHA's second version with SHA-256: `salt || nonce || counter` hashed, then the digest, a thousand
 * times in all, for each counter.
 *
 * The key was derived by Python's hashlib.
 */
import { concatBytes } from '../../src/primitives/index.ts';
import { altchaParameters, COUNTER, NONCE, SALT } from './altcha.ts';
import { engineSearch } from './engine-search.ts';
import { searchWith, type Puzzle } from './message-loop.ts';
import { rangeSearch } from './range-search.ts';
import type { Work } from './work.ts';

const COST = 1_000;
/** The first half of the key. */
const KEY_PREFIX = 'd6587f8e8d4b51b265cca86def4338a0';

const puzzle: Puzzle = {
  prefix: concatBytes(SALT, NONCE),
  encoding: 'u32be',
  hash: { kind: 'sha256', iterations: COST },
  target: { kind: 'hex-prefix', hex: KEY_PREFIX },
};
const parameters = altchaParameters('SHA-256', COST, KEY_PREFIX);

export const altchaV2Chain: Work = {
  name: 'altcha-v2-chain',
  title: `Search a counter (ALTCHA v2): SHA-256 iterated ${COST} times, against the first half of a key`,
  unit: 'attempts/s',
  entrants: ({ engines = [], altchaChainSolvers = [], hashers = [] }) => [
    ...engines.map((contender) => {
      const attempts = contender.backend === 'simd' ? 256 : 32;
      return rangeSearch({ contender, nonce: COUNTER, attempts, search: engineSearch(contender, puzzle) });
    }),
    ...altchaChainSolvers.map((contender) => {
      // a promise for each hash, in the web's way
      const attempts = contender.variant === 'web' ? 1 : 10;
      const search = (start: number) => contender.solve(parameters, start);
      return rangeSearch({ contender, nonce: COUNTER, attempts, endless: true, search });
    }),
    ...hashers.map((contender) => {
      const search = (start: number, end: number) => searchWith(contender, puzzle, start, end);
      return rangeSearch({ contender, nonce: COUNTER, attempts: 10, search });
    }),
  ],
};
