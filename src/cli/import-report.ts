/** What an import has done: counted while it runs, told at its end. */
import type { AcceptResult } from '../chain/index.ts';
import { messageOf } from '../errors.ts';
import { rootOf, type OpenedChain } from './chain-store.ts';
import { alignColumns } from './command.ts';
import { formatCount, formatQuantity, formatSeconds } from './format.ts';
import { rulesUncheckedOfAnchor } from './header-verification.ts';
import type { Output } from './output.ts';
import { refusalFacts, refusalLine, refusalRows, type RefusedInput } from './reject-text.ts';

/** Each end returns the exit code. */
export class ImportReport {
  readonly #opened: OpenedChain;
  readonly #output: Output;
  readonly #startMs: number;
  #imported = 0;
  #duplicates = 0;
  #reorgs = 0;
  readonly #unchecked: Record<string, number> = {};

  constructor(opened: OpenedChain, output: Output, startMs: number) {
    this.#opened = opened;
    this.#output = output;
    this.#startMs = startMs;
  }

  /** Headers that are new in the chain. */
  get imported(): number {
    return this.#imported;
  }

  /** Headers that were looked at and are in the chain. */
  get seen(): number {
    return this.#imported + this.#duplicates;
  }

  seconds(): number {
    return (performance.now() - this.#startMs) / 1000;
  }

  /** The first header is the root of a new chain, which takes it for one that comes again. */
  countRoot(): void {
    const { chain, params } = this.#opened;
    this.#imported++;
    this.#duplicates--;
    if (rootOf(chain).height > 0) for (const rule of rulesUncheckedOfAnchor(params)) this.#countUnchecked(rule, 1);
  }

  count({ accepted, duplicates, reorg, unchecked }: AcceptResult): void {
    this.#imported += accepted;
    this.#duplicates += duplicates;
    if (reorg) this.#reorgs++;
    for (const [rule, headers] of Object.entries(unchecked)) this.#countUnchecked(rule, headers);
  }

  #countUnchecked(rule: string, headers: number): void {
    this.#unchecked[rule] = (this.#unchecked[rule] ?? 0) + headers;
  }

  done(json: boolean): number {
    if (json) this.#output.json({ complete: true, ...this.#facts() });
    else {
      this.#output.line(`${this.#output.styled('green', 'imported')}: ${this.#summary()}`);
      this.#rows({});
    }
    return 0;
  }

  refused(refused: RefusedInput, json: boolean): number {
    if (json) {
      this.#output.json({ complete: false, failedAt: refusalFacts(refused), ...this.#facts() });
      return 1;
    }
    this.#output.line(`${this.#output.styled('red', 'refused')}: ${refusalLine(refused)}`);
    this.#rows({ ...refusalRows(refused), imported: `${this.#summary()}, before it` });
    return 1;
  }

  stopped(reason: unknown, json: boolean): number {
    process.stderr.write(
      `midstate: ${messageOf(reason) || 'stopped'}: what came before is stored; run again to go on\n`,
    );
    if (json) this.#output.json({ complete: false, ...this.#facts() });
    else {
      this.#output.line(`imported: ${this.#summary()}`);
      this.#rows({});
    }
    return 1;
  }

  #summary(): string {
    const { params, store } = this.#opened;
    return `${formatQuantity(this.#imported, 'new header')} of ${params.name} into ${store.location}`;
  }

  #facts(): object {
    const { params, store, chain, engine } = this.#opened;
    const seconds = this.seconds();
    return {
      network: params.name,
      data: store.location,
      imported: this.#imported,
      duplicates: this.#duplicates,
      tip: { height: chain.tip.height, hash: chain.tip.hashHex },
      chainWork: chain.tip.chainWork,
      reorgs: this.#reorgs,
      unchecked: this.#unchecked,
      seconds,
      headersPerSecond: Math.round(this.seen / seconds),
      backend: engine.backend,
    };
  }

  #rows(first: Record<string, string>): void {
    const { chain, engine } = this.#opened;
    const { tip } = chain;
    const seconds = this.seconds();
    const unchecked = Object.entries(this.#unchecked).map(([rule, count]) => `${rule} ${formatCount(count)}`);
    const rows = {
      ...first,
      ...(this.#duplicates > 0 && { repeated: `${formatCount(this.#duplicates)} were there already` }),
      tip: `${tip.height} ${tip.hashHex}`,
      'chain work': `0x${tip.chainWork.toString(16)}${rootOf(chain).height > 0 ? ' since the anchor' : ''}`,
      ...(this.#reorgs > 0 && { reorgs: formatCount(this.#reorgs) }),
      unchecked: unchecked.length === 0 ? 'none' : unchecked.join(', '),
      // the time of a refused header is one of its facts
      ['time' in first ? 'took' : 'time']:
        `${formatSeconds(seconds)}, ${formatCount(this.seen / seconds)} headers/s (${engine.backend})`,
    };
    for (const line of alignColumns(Object.entries(rows))) this.#output.line(line);
  }
}
