/** What a work is: the same task for every contender, with an answer that is known beforehand. */
import type { Facts } from '../contenders/contender.ts';
import type { LineUp } from '../contenders/line-up.ts';
import type { Entrant } from '../harness.ts';

/** What is counted. An attempt is one nonce, where that takes more than one hash; a header is one that is validated. */
export type Unit = 'hashes/s' | 'attempts/s' | 'headers/s';

/** A contender at a work: one row. */
export interface WorkEntrant extends Entrant {
  readonly contender: Facts;
  /** Threads that work at the same time. @default 1 */
  readonly threads?: number;
}

export interface Work {
  /** As `--only` and the results name it. */
  readonly name: string;
  /** One line for the table's heading. */
  readonly title: string;
  readonly unit: Unit;
  /** How many rounds, where a call takes so long that fewer must do. @default by the number of rows */
  readonly rounds?: number;
  /**
   * Those of the line-up that can do it, this package first.
   * @param isQuick less of the work where all of it takes seconds: shows that it runs
   */
  entrants(lineUp: LineUp, isQuick: boolean): readonly WorkEntrant[] | Promise<readonly WorkEntrant[]>;
}
