/**
 * miner: header search by this package's miner, a range that is searched to its end, by one worker and by two. No rival
 * offers it; the rows show what a second worker gains, on the machine as it is.
 */
import type { MinerContender } from '../contenders/midstate.ts';
import { GENESIS_HEADER, GENESIS_NONCE, GENESIS_TARGET } from './header-search.ts';
import type { Work, WorkEntrant } from './work.ts';

/** Long enough that the end, where one worker waits for the other, weighs little. */
const NONCES = 2 ** 24;
/** An answer needs no such length. */
const NONCES_CHECKED = 2 ** 19;

export const miner: Work = {
  name: 'miner',
  title: 'Search a nonce with workers: sha256d of an 80-byte header, a range without a winner',
  unit: 'hashes/s',
  async entrants({ startMiner }) {
    if (startMiner === undefined) return [];
    return [entrant(await startMiner(1), '1 worker'), entrant(await startMiner(2), '2 workers')];
  },
};

function entrant({ miner: running, ...facts }: MinerContender, variant: string): WorkEntrant {
  const search = (nonceStart: number, nonceEnd: number) =>
    running.mine({ header: GENESIS_HEADER, target: GENESIS_TARGET, nonceStart, nonceEnd });
  return {
    contender: { ...facts, variant },
    threads: running.threads,
    name: `midstate ${variant}`,
    amount: NONCES,
    async check() {
      const start = GENESIS_NONCE - NONCES_CHECKED;
      const found = await search(start, GENESIS_NONCE + 1);
      if (found.status !== 'found' || found.nonce !== GENESIS_NONCE)
        return `expected nonce ${GENESIS_NONCE}, got ${JSON.stringify(found)}`;
      const none = await search(start, GENESIS_NONCE);
      if (none.status !== 'exhausted' || none.attempts !== NONCES_CHECKED)
        return `expected ${NONCES_CHECKED} attempts and no nonce, got ${JSON.stringify(none)}`;
      return running.mode === 'workers' ? undefined : `expected workers, got the mode ${running.mode}`;
    },
    call: () => search(GENESIS_NONCE - NONCES, GENESIS_NONCE),
  };
}
