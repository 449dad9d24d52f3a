/**
 * Two branches that race on a small chain of their own: every block is really mined, and judged by the header chain.
 *
 * Its network is Bitcoin's regression test network with a harder genesis. So the rule of the test networks shows what it
 * does: a block that comes more than twenty minutes after the one below it may have the easiest target, and so a quarter
 * of the work. Nothing here knows which branch wins: the chain is asked.
 */
import { createHeaderChain, type AcceptResult, type ChainEntry, type HeaderChain } from 'midstate/chain';
import { bitsToTarget, defineNetwork, networks, nextBits, type NetworkParams } from 'midstate/consensus';
import type { Engine } from 'midstate/engine';
import {
  encodeHeader,
  hashToDisplayHex,
  headerHash,
  headerMidstate,
  headerTail,
  sha256d,
  type Header,
} from 'midstate/primitives';

export type BranchName = 'A' | 'B';

/** `heavy`: the difficulty of the chain. `light`: that of a block that came late, a quarter. */
export type BlockWeight = 'heavy' | 'light';

/** A block as it is drawn and told of. */
export interface RaceBlock {
  /** `A2`: the second block of branch A; `0`: the genesis. */
  readonly name: string;
  readonly hashHex: string;
  readonly height: number;
  /** What it adds to the work of its chain. */
  readonly work: bigint;
  readonly weight: BlockWeight;
}

/** One of the two, from the block that both begin at. */
export interface RaceBranch {
  readonly name: BranchName;
  readonly blocks: readonly RaceBlock[];
  /** Of the whole chain up to its last block. */
  readonly chainWork: bigint;
  readonly isActive: boolean;
}

/** What mining a block led to. */
export interface MinedBlock {
  readonly branch: BranchName;
  readonly block: RaceBlock;
  /** Nonces tried. */
  readonly attempts: number;
  readonly result: AcceptResult;
}

/** 2^253 - 2^232: eight hashes on average. The limit of the network is two. */
const HEAVY_BITS = 0x201fffff;

/** Seconds that a block takes: as intended, or one more than the twenty minutes after which the target is easiest. */
const SECONDS: Readonly<Record<BlockWeight, number>> = { heavy: 600, light: 1201 };

const NONCE_END = 0x1_0000_0000;

/** So many blocks on one branch are drawn and told of; the rules know no end. */
export const MAX_BLOCKS = 60;

export class TwoBranches {
  readonly params: NetworkParams;
  readonly #engine: Engine;
  readonly #chain: HeaderChain;
  readonly #blocks: Record<BranchName, RaceBlock[]> = { A: [], B: [] };
  readonly #names = new Map<string, string>();

  constructor(engine: Engine) {
    this.#engine = engine;
    this.params = raceNetwork(engine);
    this.#chain = createHeaderChain({ params: this.params, hasher: engine });
    this.#names.set(this.#chain.tip.hashHex, '0');
  }

  /** Mines the next block of a branch and gives it to the chain. */
  mine(branch: BranchName, weight: BlockWeight): MinedBlock {
    const parent = this.#tipOf(branch);
    const time = parent.time + SECONDS[weight];
    const name = `${branch}${this.#blocks[branch].length + 1}`;
    const header = {
      version: 0x20000000,
      prevBlockHash: parent.hash,
      // stands for the transactions of the block; it makes blocks at one height differ
      merkleRoot: sha256d(new TextEncoder().encode(name)),
      time,
      bits: nextBits(this.params, parent, time) as number,
    };
    const { bytes, attempts } = mineHeader(header, this.#engine);
    // the clock stands at the block's own time: it is never too far ahead
    const result = this.#chain.accept(bytes, time);
    const hashHex = hashToDisplayHex(headerHash(bytes));
    const entry = this.#chain.entry(hashHex);
    if (entry === undefined) throw new Error(`block ${name} was refused: ${result.rejected?.reject.reason}`);
    const block = this.#describe(entry, name, weight);
    this.#blocks[branch].push(block);
    this.#names.set(hashHex, name);
    return { branch, block, attempts, result };
  }

  /** Both as they are now. None is active while there are no blocks. */
  get branches(): readonly [RaceBranch, RaceBranch] {
    return [this.#branch('A'), this.#branch('B')];
  }

  /** The block that both begin at. */
  get genesis(): RaceBlock {
    return this.#describe(this.#chain.entryAt(0)!, '0', 'heavy');
  }

  /** The name of a block: `B3`. */
  nameOf({ hashHex }: Pick<ChainEntry, 'hashHex'>): string {
    return this.#names.get(hashHex) ?? hashHex;
  }

  #branch(name: BranchName): RaceBranch {
    const tip = this.#tipOf(name);
    const blocks = this.#blocks[name];
    const isActive = blocks.length > 0 && this.#chain.tip.hashHex === tip.hashHex;
    return { name, blocks: [...blocks], chainWork: tip.chainWork, isActive };
  }

  #tipOf(name: BranchName): ChainEntry {
    const last = this.#blocks[name].at(-1);
    return last === undefined ? this.#chain.entryAt(0)! : this.#chain.entry(last.hashHex)!;
  }

  #describe({ hashHex, height, chainWork, parent }: ChainEntry, name: string, weight: BlockWeight): RaceBlock {
    return { name, hashHex, height, work: chainWork - (parent?.chainWork ?? 0n), weight };
  }
}

/** The network of the race: its genesis is mined here, and `defineNetwork` judges it. */
function raceNetwork(engine: Engine): NetworkParams {
  const { bytes } = mineHeader(
    {
      version: 1,
      prevBlockHash: new Uint8Array(32),
      merkleRoot: sha256d(new TextEncoder().encode('two branches')),
      time: 1231006505,
      bits: HEAVY_BITS,
    },
    engine,
  );
  const genesisHash = hashToDisplayHex(headerHash(bytes));
  return defineNetwork({ ...networks.regtest, name: 'two-branches', genesis: bytes, genesisHash });
}

/** The lowest nonce whose hash is at or below the target. A handful of hashes. */
function mineHeader(template: Omit<Header, 'nonce'>, engine: Engine): { bytes: Uint8Array; attempts: number } {
  const bytes = encodeHeader({ ...template, nonce: 0 });
  const end = engine.searchHeader({
    midstate: headerMidstate(bytes),
    tail: headerTail(bytes),
    target: bitsToTarget(template.bits).target,
    start: 0,
    end: NONCE_END,
  });
  if (end.status !== 'candidate') throw new Error('expected a nonce for an easy target, got none');
  return { bytes: encodeHeader({ ...template, nonce: end.nonce }), attempts: end.attempts };
}
