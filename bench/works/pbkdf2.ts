/**
 * pbkdf2: ALTCHA's second version with PBKDF2-HMAC-SHA-256: the password is `nonce || counter`, for each counter.
 *
 * The key was derived by Python's hashlib.
 */
import type { MessagePuzzle } from '../../src/engine/index.ts';
import type { Answer, KeyDeriver } from '../contenders/contender.ts';
import { altchaParameters, COUNTER, NONCE, SALT } from './altcha.ts';
import { engineSearch } from './engine-search.ts';
import { messageWriter, targetTest } from './message-loop.ts';
import { rangeSearch } from './range-search.ts';
import type { Work } from './work.ts';

const COST = 5_000;
/** The first half of the key. */
const KEY_PREFIX = '6f62e6516e0f256f2e94946a2bc24f9c';

const password = { prefix: NONCE, encoding: 'u32be' } as const;
const target = { kind: 'hex-prefix', hex: KEY_PREFIX } as const;
const puzzle: MessagePuzzle = { ...password, hash: { kind: 'pbkdf2', salt: SALT, iterations: COST }, target };
const parameters = altchaParameters('PBKDF2/SHA-256', COST, KEY_PREFIX);

export const pbkdf2: Work = {
  name: 'pbkdf2',
  title: `Search a counter (ALTCHA v2): PBKDF2-HMAC-SHA-256 of ${COST} iterations, against the first half of a key`,
  unit: 'attempts/s',
  entrants: ({ engines = [], altchaPbkdf2Solvers = [], keyDerivers = [] }) => [
    ...engines.map((contender) => {
      const attempts = contender.backend === 'simd' ? 32 : 8;
      return rangeSearch({ contender, nonce: COUNTER, attempts, search: engineSearch(contender, puzzle) });
    }),
    ...altchaPbkdf2Solvers.map((contender) => {
      const search = (start: number) => contender.solve(parameters, start);
      return rangeSearch({ contender, nonce: COUNTER, attempts: 8, endless: true, search });
    }),
    ...keyDerivers.map((contender) => {
      const attempts = contender.backend === 'native' ? 8 : 2;
      const search = (start: number, end: number) => searchKeys(contender, start, end);
      return rangeSearch({ contender, nonce: COUNTER, attempts, search });
    }),
  ],
};

async function searchKeys({ deriveKey }: KeyDeriver, start: number, end: number): Promise<Answer> {
  const passwordOf = messageWriter({ ...password, target });
  const wins = targetTest(target);
  for (let counter = start; counter < end; counter++) {
    if (wins(await deriveKey(passwordOf(counter), SALT, COST))) return counter;
  }
  return undefined;
}
