/** What a run of the matrix found, as it is kept in `.test-results/hosts.json`. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describeMachine, type Machine } from '../../bench/machine.ts';
import type { Outcome, PolicyName } from './cell.ts';

const file = new URL('../../.test-results/hosts.json', import.meta.url);

/** One cell. */
export interface CellResult {
  readonly host: string;
  /** How a bundler is used. */
  readonly variant?: string;
  /** Of the bundler or of the runtime; absent where there is none. */
  readonly version?: string;
  readonly browser?: string;
  readonly browserVersion?: string;
  readonly policy?: PolicyName;
  readonly backend?: string;
  readonly mode?: string;
  readonly workerKind?: string;
  /** Hashes per second. */
  readonly rate?: number;
  readonly warnings: readonly { readonly code: string; readonly message: string; readonly advice?: string }[];
  /** What is not as expected. */
  readonly failures: readonly string[];
}

/** A run. */
export interface HostResults {
  readonly machine: Machine;
  readonly cells: readonly CellResult[];
}

/** What stands in a cell for its document. */
export type CellPlace = Pick<CellResult, 'host' | 'variant' | 'version' | 'browser' | 'browserVersion' | 'policy'>;

export function cellResult(place: CellPlace, { findings }: Outcome, failures: readonly string[]): CellResult {
  if (findings === undefined) return { ...place, warnings: [], failures };
  const { backend, mode, workerKind, rate, warnings } = findings;
  return { ...place, backend, mode, workerKind, rate: Math.round(rate), warnings, failures };
}

export function writeResults(cells: readonly CellResult[]): void {
  const results: HostResults = { machine: describeMachine(), cells };
  mkdirSync(new URL('./', file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(results, undefined, 2)}\n`);
}

export function readResults(): HostResults {
  return JSON.parse(readFileSync(file, 'utf8')) as HostResults;
}
