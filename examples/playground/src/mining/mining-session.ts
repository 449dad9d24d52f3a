/**
 * Mining a devnet, block after block, with settings that may change meanwhile. It knows no page.
 *
 * One miner at a time. A change of settings ends the search under way and begins it anew with another miner; since every
 * hash has the same chance, nothing is lost by that, and the hashes that were tried count for the block that is found.
 * What goes wrong stops the mining and stands in `problem`; the next start opens the chain again.
 */
import type { Miner, MinerOptions, MineProgress, MinerWarning } from 'midstate';
import { nextBits, proofOfWorkTarget, UNCHECKED } from 'midstate/consensus';
import type { Devnet, MinedBlock } from 'midstate/devnet';
import type { ChainStore } from 'midstate/store/memory';
import {
  headersUpTo,
  KEPT_BLOCKS,
  newestBlocks,
  SHOWN_BLOCKS,
  shownBlock,
  type FoundBlock,
  type ShownBlock,
} from './mined-chain.ts';
import { RateBook } from './rate-book.ts';

/** The kernels to choose from. */
export const BACKENDS = ['auto', 'simd', 'scalar', 'js'] as const;
export type BackendChoice = (typeof BACKENDS)[number];

/** What searches. */
export interface MiningSettings {
  readonly backend: BackendChoice;
  readonly threads: number;
}

/** `opening` reads the stored chain; `starting` starts workers; `stopping` waits for a search to end. */
export type MiningState = 'idle' | 'opening' | 'starting' | 'mining' | 'stopping';

/** What a session works with. */
export interface MiningTools {
  /** Opens the store; also again, after a failure. */
  openStore(): Promise<ChainStore>;
  /** Opens the chain in a store. */
  openDevnet(store: ChainStore): Promise<Devnet>;
  createMiner(options: MinerOptions): Promise<Miner>;
}

/** What happened. `changed`: anything that a getter of the session tells. */
export type MiningEvent =
  | { readonly type: 'changed' }
  | { readonly type: 'chain'; readonly blocks: readonly ShownBlock[] }
  | { readonly type: 'found'; readonly block: FoundBlock }
  | { readonly type: 'warning'; readonly warning: MinerWarning };

/** What is searched for now. */
export interface NextBlock {
  readonly height: number;
  readonly target: bigint;
}

/** A search's progress, up to now. */
interface Effort {
  readonly attempts: number;
  readonly seconds: number;
}

const NOTHING: Effort = { attempts: 0, seconds: 0 };

/** The session. */
export class MiningSession {
  readonly #tools: MiningTools;
  readonly #listeners = new Set<(event: MiningEvent) => void>();
  readonly #rates = new RateBook();
  #settings: MiningSettings;
  #state: MiningState = 'idle';
  #opening: Promise<Devnet> | undefined;
  #devnet: Devnet | undefined;
  #nextBlock: NextBlock | undefined;
  #miner: Miner | undefined;
  #progress: MineProgress | undefined;
  #found: FoundBlock[] = [];
  #foundCount = 0;
  #attempts = 0;
  #problem: unknown;
  #running: Promise<void> | undefined;
  /** Another store is about to be used. */
  #isMoving = false;
  #isWanted = false;
  #interruption = new AbortController();
  /** What ended searches of the block under way took. */
  #spent = NOTHING;
  /** What the search under way took, as far as it is known. */
  #current = NOTHING;

  constructor(tools: MiningTools, settings: MiningSettings) {
    this.#tools = tools;
    this.#settings = settings;
  }

  get state(): MiningState {
    return this.#state;
  }
  get settings(): MiningSettings {
    return this.#settings;
  }
  /** True from a start to the stop of it. */
  get isWanted(): boolean {
    return this.#isWanted;
  }
  /** The miner that runs, or that ran last. */
  get miner(): Miner | undefined {
    return this.#miner;
  }
  get progress(): MineProgress | undefined {
    return this.#progress;
  }
  /** Undefined before the chain is open. */
  get nextBlock(): NextBlock | undefined {
    return this.#nextBlock;
  }
  /** All headers of the chain, the genesis first: n * 80 bytes. Undefined before the chain is open. */
  get headers(): Uint8Array<ArrayBuffer> | undefined {
    return this.#devnet && headersUpTo(this.#devnet.chain.tip);
  }
  /** All hashes of this visit. */
  get attempts(): number {
    return this.#attempts;
  }
  /** Blocks of this chain that were found on this visit. */
  get foundCount(): number {
    return this.#foundCount;
  }
  /** The newest of them, oldest first. */
  get found(): readonly FoundBlock[] {
    return this.#found;
  }
  /** What each kernel with each number of threads achieved. */
  get rates(): RateBook {
    return this.#rates;
  }
  /** What stopped the mining, or kept the chain from being opened. */
  get problem(): unknown {
    return this.#problem;
  }

  /** Calls back for every event, until the returned function is called. */
  subscribe(listener: (event: MiningEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Opens the stored chain, so that it can be shown. What goes wrong stands in `problem`. */
  async open(): Promise<void> {
    if (this.#running !== undefined) return;
    this.#problem = undefined;
    this.#setState('opening');
    try {
      await this.#openChain();
    } catch (error) {
      this.fail(error);
    }
    // a start may have come meanwhile
    if (this.#running === undefined) this.#setState('idle');
  }

  /** Mines until `stop`. */
  start(): void {
    this.#isWanted = true;
    this.#problem = undefined;
    if (!this.#isMoving) this.#running ??= this.#run();
  }

  /** Resolves when nothing is searched any more. */
  async stop(): Promise<void> {
    this.#isWanted = false;
    if (this.#running === undefined) return;
    this.#setState('stopping');
    this.#interruption.abort();
    await this.#running;
  }

  /** From now on these settings; a search under way goes on with them. */
  change(settings: MiningSettings): void {
    if (settings.backend === this.#settings.backend && settings.threads === this.#settings.threads) return;
    this.#settings = settings;
    this.#interruption.abort();
    this.#emit({ type: 'changed' });
  }

  /**
   * Goes over to the chain of another store; mining goes on there where it was on and `goOn` says so, or where somebody
   * starts it meanwhile. When it resolves, the store before is used no more. One call at a time.
   */
  async moveTo(store: ChainStore, goOn: boolean): Promise<void> {
    const wasWanted = this.#isWanted;
    this.#isMoving = true;
    await this.stop();
    // a chain that is being read to be shown
    await this.#opening?.catch(() => {});
    this.#setState('opening');
    this.#forgetFound();
    this.#spent = NOTHING;
    this.#problem = undefined;
    this.#opening = undefined;
    try {
      await this.#openChain(store);
    } catch (error) {
      this.fail(error);
    }
    this.#isMoving = false;
    if (this.#problem === undefined && ((wasWanted && goOn) || this.#isWanted)) this.start();
    else this.#setState('idle');
  }

  /** Wants nothing more, with a problem. The store may not be what the chain believes: the next start opens both again. */
  fail(error: unknown): void {
    this.#isWanted = false;
    this.#problem = error;
    this.#opening = undefined;
    this.#emit({ type: 'changed' });
  }

  /** The chain, which is opened once, and again after a failure. */
  #openChain(store?: ChainStore): Promise<Devnet> {
    this.#opening ??= this.#readChain(store);
    return this.#opening;
  }

  async #readChain(store?: ChainStore): Promise<Devnet> {
    const devnet = await this.#tools.openDevnet(store ?? (await this.#tools.openStore()));
    this.#devnet = devnet;
    const last = this.#found.at(-1);
    // the stored chain is gone, and begins anew
    if (last !== undefined && devnet.chain.entry(last.hashHex) === undefined) this.#forgetFound();
    this.#lookAhead();
    this.#emit({ type: 'chain', blocks: newestBlocks(devnet.chain.tip, SHOWN_BLOCKS) });
    return devnet;
  }

  async #run(): Promise<void> {
    try {
      this.#setState('opening');
      const devnet = await this.#openChain();
      while (this.#isWanted && !this.#isMoving) await this.#mineWith(this.#settings, devnet);
    } catch (error) {
      this.fail(error);
    }
    this.#running = undefined;
    this.#progress = undefined;
    this.#setState('idle');
  }

  /** Mines until the settings change or nothing is wanted any more. */
  async #mineWith(settings: MiningSettings, devnet: Devnet): Promise<void> {
    this.#interruption = new AbortController();
    const { signal } = this.#interruption;
    try {
      this.#setState('starting');
      await using miner = await this.#tools.createMiner({
        backend: settings.backend,
        threads: settings.threads,
        signal,
        onWarning: (warning) => this.#emit({ type: 'warning', warning }),
      });
      this.#miner = miner;
      this.#progress = undefined;
      this.#setState('mining');
      while (!signal.aborted) this.#keep(await this.#mineBlock(devnet, miner, signal), miner);
    } catch (error) {
      if (!signal.aborted || error !== signal.reason) throw error;
    } finally {
      this.#spent = sum(this.#spent, this.#current);
      this.#current = NOTHING;
    }
  }

  async #mineBlock(devnet: Devnet, miner: Miner, signal: AbortSignal): Promise<MinedBlock> {
    const mined = await devnet.mineBlock({
      miner,
      signal,
      onProgress: (progress) => {
        this.#measure(miner, progress);
        this.#progress = progress;
      },
    });
    this.#measure(miner, mined);
    return mined;
  }

  /** Counts what was done since the last call. */
  #measure({ backend, threads }: Miner, { attempts, seconds }: Effort): void {
    this.#rates.add({ backend, threads }, attempts - this.#current.attempts, seconds - this.#current.seconds);
    this.#attempts += attempts - this.#current.attempts;
    this.#current = { attempts, seconds };
  }

  #keep({ entry }: MinedBlock, { backend, threads }: Miner): void {
    const shown = shownBlock(entry);
    const expectedSeconds = shown.expectedAttempts / this.#rates.rate({ backend, threads });
    const effort = { ...sum(this.#spent, this.#current), backend, threads, expectedSeconds };
    this.#spent = NOTHING;
    this.#current = NOTHING;
    const block: FoundBlock = { ...shown, effort };
    this.#foundCount++;
    this.#found.push(block);
    if (this.#found.length > KEPT_BLOCKS) this.#found.shift();
    this.#lookAhead();
    this.#emit({ type: 'found', block });
  }

  #forgetFound(): void {
    this.#found = [];
    this.#foundCount = 0;
  }

  /** What the next block needs. */
  #lookAhead(): void {
    const { params, chain } = this.#devnet!;
    const { height, time } = chain.tip;
    const bits = nextBits(params, chain.tip, time);
    const target = bits === UNCHECKED ? undefined : proofOfWorkTarget(bits, params);
    this.#nextBlock = target === undefined ? undefined : { height: height + 1, target };
  }

  #setState(state: MiningState): void {
    this.#state = state;
    this.#emit({ type: 'changed' });
  }

  #emit(event: MiningEvent): void {
    for (const listener of this.#listeners) listener(event);
  }
}

function sum(a: Effort, b: Effort): Effort {
  return { attempts: a.attempts + b.attempts, seconds: a.seconds + b.seconds };
}
