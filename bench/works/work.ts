/** What a work is: the same task for every contender, with an answer that is known beforehand. */
import type { Contender } from '../contenders/contender.ts';
import type { Entrant } from '../harness.ts';

export interface Work {
  /** As `--only` and the results name it. */
  readonly name: string;
  /** One line for the table's heading. */
  readonly title: string;
  /** The contender at this work. */
  entrant(contender: Contender): Entrant;
}
