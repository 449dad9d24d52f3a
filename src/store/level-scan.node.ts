/**
 * Reading a database whole: every entry against its seal, every body against its checksum, and the chains of seals up to
 * what the state says. An entry that is no store's is a problem too. Memory: a megabyte of entries at a time.
 */
import { messageOf } from '../errors.ts';
import { dataView } from '../primitives/index.ts';
import type { LevelDatabase } from './level-database.ts';
import { decodeKey, decodeState, sealOf, STATE_KEY, unseal, type StoreState } from './level-layout.node.ts';
import { bodyChecksum, decodePage, type Page } from './level-page.node.ts';
import type { HeightRange } from './store-arguments.ts';

/** What was found. */
export interface Scan {
  /** What is wrong first in the order of the keys; undefined when all is as it was written. */
  readonly problem: string | undefined;
  readonly cause: unknown;
  /** The heights whose records are as they were written, from the lowest on without a gap; null for none. */
  readonly intact: HeightRange | null;
  /** How many entries of branches are as they were written, from the first on without a gap. */
  readonly intactBranchEntries: number;
  /** Undefined when it is missing or damaged. */
  readonly state: StoreState | undefined;
}

const ENTRIES_PER_READ = 1000;
const READ_SIZE_BYTES = 1 << 20;

/** @throws signal.reason */
export async function scanEntries(database: LevelDatabase, signal?: AbortSignal): Promise<Scan> {
  const scan = new EntryScan();
  const entries = database.iterator({ highWaterMarkBytes: READ_SIZE_BYTES, fillCache: false });
  try {
    for (;;) {
      signal?.throwIfAborted();
      const read = await entries.nextv(ENTRIES_PER_READ);
      if (read.length === 0) break;
      for (const [key, value] of read) scan.take(key, value);
    }
  } catch (error) {
    signal?.throwIfAborted();
    scan.fail(messageOf(error), error);
  } finally {
    await entries.close();
  }
  return scan.end();
}

/** Takes entries in the order of their keys. */
export class EntryScan {
  #problem: string | undefined;
  #cause: unknown;
  #chainBroken = false;
  #branchesBroken = false;
  /** The newest page, whose bodies follow it. */
  #page: Page | undefined;
  #bodyChecksums: DataView = new DataView(new ArrayBuffer(0));
  #lowest = 0;
  /** The height whose record is to be seen next, header and body. */
  #next = 0;
  #branchEntries = 0;
  #branchSeal = 0;
  #state: StoreState | undefined;

  fail(problem: string, cause?: unknown): void {
    if (this.#problem !== undefined) return;
    this.#problem = problem;
    this.#cause = cause;
  }

  take(key: Uint8Array, value: Uint8Array): void {
    const { kind, number } = decodeKey(key) ?? { kind: undefined, number: 0 };
    switch (kind) {
      case 'page':
        return this.#takePage(number, value);
      case 'body':
        return this.#takeBody(number, value);
      case 'branches':
        return this.#takeBranches(number, key, value);
      case 'state': {
        const numbers = unseal(STATE_KEY, value);
        this.#state = numbers && decodeState(numbers);
        return;
      }
      case undefined:
        return this.fail(`it holds an entry that is no store's`);
      case 'format':
      case 'network':
        if (unseal(key, value) === undefined) this.fail(`its ${kind} is not what was written`);
    }
  }

  end(): Scan {
    this.#endPage();
    this.#compareState();
    const any = this.#page !== undefined && this.#next > this.#lowest;
    return {
      problem: this.#problem,
      cause: this.#cause,
      intact: any ? { lowest: this.#lowest, tip: this.#next - 1 } : null,
      intactBranchEntries: this.#branchEntries,
      state: this.#state,
    };
  }

  #takePage(start: number, value: Uint8Array): void {
    if (this.#chainBroken) return;
    this.#endPage();
    const below = this.#page;
    const expected = below ? below.last + 1 : start;
    const page = decodePage(start, value);
    if (this.#chainBroken) return; // a body of the page below is missing
    if (page === undefined) return this.#breakChain(`the headers from height ${expected} on are not what was written`);
    if (below ? page.first !== expected : page.before !== 0)
      return this.#breakChain(
        below
          ? `the headers from height ${expected} on are missing`
          : `the headers below height ${page.first} are missing`,
      );
    if (below && page.before !== below.seal)
      return this.#breakChain(`the headers from height ${expected} on are not of the same write as those below`);
    if (below === undefined) this.#lowest = this.#next = page.first;
    this.#page = page;
    this.#bodyChecksums = dataView(page.bodyChecksums);
    this.#passEmptyBodies(page);
  }

  #takeBody(height: number, body: Uint8Array): void {
    if (this.#chainBroken) return;
    const page = this.#page;
    if (page === undefined || height > page.last)
      return this.#breakChain(`it holds a body at height ${height}, but no header`);
    if (height < this.#next) return this.#breakChain(`it holds a body at height ${height} that is not of its header`);
    if (height > this.#next) return this.#breakChain(`the body at height ${this.#next} is missing`);
    if (bodyChecksum(height, body) !== this.#bodyChecksums.getUint32((height - page.first) * 4))
      return this.#breakChain(`the body at height ${height} is not what was written`);
    this.#next++;
    this.#passEmptyBodies(page);
  }

  #passEmptyBodies(page: Page): void {
    while (this.#next <= page.last && this.#bodyChecksums.getUint32((this.#next - page.first) * 4) === 0) this.#next++;
  }

  #endPage(): void {
    if (this.#page && !this.#chainBroken && this.#next <= this.#page.last)
      this.#breakChain(`the body at height ${this.#next} is missing`);
  }

  #breakChain(problem: string): void {
    this.#chainBroken = true;
    this.fail(problem);
  }

  #takeBranches(number: number, key: Uint8Array, value: Uint8Array): void {
    if (this.#branchesBroken) return;
    const headers = unseal(key, value);
    if (number === this.#branchEntries && headers && dataView(headers).getUint32(0) === this.#branchSeal) {
      this.#branchEntries++;
      this.#branchSeal = sealOf(value);
      return;
    }
    this.#branchesBroken = true;
    this.fail(`the branches are not what was written from entry ${this.#branchEntries} on`);
  }

  #compareState(): void {
    const state = this.#state;
    if (state === undefined) return this.fail('its state is missing or not what was written');
    const { lowest, tip } = state.range ?? { lowest: 0, tip: -1 };
    const next = this.#page ? this.#next : lowest;
    if (this.#page && (state.range === undefined || this.#lowest !== lowest || next > tip + 1))
      return this.fail(`it holds headers that are not of its chain of heights ${lowest} to ${tip}`);
    if (next <= tip) return this.fail(`the headers from height ${next} on are missing`);
    if ((this.#page?.seal ?? 0) !== state.pageSeal)
      return this.fail(`the headers up to height ${tip} are not those of the last write`);
    if (this.#branchEntries !== state.branchEntries || this.#branchSeal !== state.branchSeal)
      this.fail(`the branches are not what was written from entry ${this.#branchEntries} on`);
  }
}
