/** The line by which the consumer tells what it found, among whatever else stands on its console. */
import type { Findings, Outcome } from './cell.ts';

const MARK = 'findings ';

/** The outcome that a line tells, or undefined where it is another line. */
export function outcomeOfLine(line: string): Outcome | undefined {
  return line.startsWith(MARK) ? outcomeOfJson(line.slice(MARK.length)) : undefined;
}

/** The outcome that a text of the consumer tells. */
export function outcomeOfJson(text: string): Outcome {
  const told = JSON.parse(text) as Findings | { readonly error: string };
  return 'error' in told ? { error: told.error } : { findings: told };
}
