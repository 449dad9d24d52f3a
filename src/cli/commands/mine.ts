/** `midstate mine`: mines the embedded devnet, block after block, until it is told to stop. */
import { availableParallelism } from 'node:os';
import { openDevnet, type MinedBlock } from '../../devnet/index.ts';
import { createEngine } from '../../engine/index.ts';
import { createMiner, type Miner, type MineProgress } from '../../miner/index.ts';
import { bytesToHex } from '../../primitives/index.ts';
import { BACKEND_CHOICES, choiceFlag, integerFlag, type Command, type CommandInput } from '../command.ts';
import { DATA_OPTION, MAX_INTERVAL_SECONDS } from '../chain-store.ts';
import { openDevnetStore } from '../devnet-store.ts';
import { formatBits, formatHashRate, formatQuantity, formatSeconds } from '../format.ts';
import { systemSeconds } from '../system-clock.ts';

export const mineCommand: Command = {
  name: 'mine',
  summary: 'mine a private chain on this machine',
  details: [
    'Each block is found by the kernel in parallel workers, confirmed by the readable reference, judged by the',
    "chain's rules and stored before it is reported. Ctrl-C stops; called again it goes on from the stored tip.",
  ].join('\n'),
  options: {
    blocks: { type: 'string', value: 'N', help: 'stop after N blocks (default: mine until Ctrl-C)' },
    threads: {
      type: 'string',
      value: 'N',
      help: 'worker threads (default: one per core; at most 32, or two per core)',
    },
    backend: { type: 'string', value: 'NAME', help: 'kernel: auto, simd, scalar or js (default: auto)' },
    data: { ...DATA_OPTION, help: 'data directory (default: $MIDSTATE_DATA, else ~/.midstate/devnet)' },
    interval: {
      type: 'string',
      value: 'SECONDS',
      help: 'time between blocks that the difficulty aims at (default: as stored, else 5)',
    },
    json: { type: 'boolean', help: 'one JSON object a line: each block, then a summary' },
  },
  run,
};

async function run(input: CommandInput): Promise<number> {
  const blocks = integerFlag(input, 'blocks', 1, 2 ** 31) ?? Infinity;
  const threads = integerFlag(input, 'threads', 1, maxThreads()) ?? availableParallelism();
  const backend = choiceFlag(input, 'backend', BACKEND_CHOICES) ?? 'auto';
  const targetSpacing = integerFlag(input, 'interval', 1, MAX_INTERVAL_SECONDS);
  systemSeconds(); // a clock that no header can hold is refused before anything is opened

  const { output, signal } = input;
  using engine = await createEngine({ backend });
  await using opened = await openDevnetStore(input, targetSpacing);
  const { store, params } = opened;
  const devnet = await openDevnet({ store, params, hasher: engine, now: systemSeconds, signal });
  const json = input.flags['json'] === true;
  if (!json) {
    const { height } = devnet.chain.tip;
    output.line(`${params.name}: height ${height}, a block every ${params.targetSpacing} s, ${store.location}`);
  }
  await using miner = await createMiner({ threads, backend, signal }).catch((error: unknown) => {
    if (signal.aborted) return undefined;
    throw error;
  });
  if (!json && miner !== undefined)
    output.line(`${formatQuantity(miner.threads, 'thread')}, ${miner.backend}: ${miner.reason}`);

  const session = new MiningSession(performance.now());
  while (miner !== undefined && session.blocks < blocks && !signal.aborted) {
    try {
      const mined = await devnet.mineBlock({
        miner,
        signal,
        onProgress: (progress) => {
          session.progress(progress);
          output.status(statusLine(devnet.chain.tip.height + 1, progress, session.rate(), miner));
        },
      });
      session.found(mined);
      if (json) output.json(blockEvent(mined));
      else output.line(blockLine(mined, (text) => output.styled('green', text)));
    } catch (error) {
      if (!signal.aborted || error !== signal.reason) throw error;
    }
  }
  output.endStatus();

  const { tip } = devnet.chain;
  const summary = {
    event: 'summary',
    blocks: session.blocks,
    attempts: session.attempts(),
    seconds: session.seconds(),
    hashRate: session.rate(),
    backend: engine.backend,
    threads: miner?.threads ?? threads,
    tip: { height: tip.height, hash: tip.hashHex },
    chainWork: tip.chainWork,
  };
  if (json) output.json(summary);
  else {
    output.line(
      `${formatQuantity(summary.blocks, 'block')}, ${formatQuantity(summary.attempts, 'hash', 'hashes')} in ${formatSeconds(summary.seconds)}: ` +
        `${formatHashRate(summary.hashRate)}; tip ${tip.height} ${tip.hashHex}, chain work 0x${tip.chainWork.toString(16)}`,
    );
  }
  return 0;
}

/** More threads than cores find nothing faster, and while very many start, no stop is heard. */
function maxThreads(): number {
  return Math.max(32, 2 * availableParallelism());
}

/** What this run of the command has done so far, the block in work included. */
class MiningSession {
  readonly #startMs: number;
  #foundAttempts = 0;
  #pendingAttempts = 0;
  blocks = 0;

  constructor(nowMs: number) {
    this.#startMs = nowMs;
  }

  progress({ attempts }: MineProgress): void {
    this.#pendingAttempts = attempts;
  }

  found({ attempts }: MinedBlock): void {
    this.blocks++;
    this.#foundAttempts += attempts;
    this.#pendingAttempts = 0;
  }

  attempts(): number {
    return this.#foundAttempts + this.#pendingAttempts;
  }

  seconds(): number {
    return (performance.now() - this.#startMs) / 1000;
  }

  rate(): number {
    return this.attempts() / this.seconds();
  }
}

function statusLine(height: number, progress: MineProgress, rate: number, miner: Miner): string {
  const { p50, p95 } = progress.expectedSeconds;
  return (
    `block ${height}  ${formatHashRate(progress.hashRate10s)} (10 s)  ${formatHashRate(rate)} overall  ` +
    `expected ${formatSeconds(p50)} (p50) ${formatSeconds(p95)} (p95)  ${miner.backend} x${miner.threads}`
  );
}

function blockLine({ entry, attempts, seconds }: MinedBlock, strong: (text: string) => string): string {
  return `${strong(String(entry.height))} ${entry.hashHex} bits ${formatBits(entry.bits)} ${formatQuantity(attempts, 'hash', 'hashes')} in ${formatSeconds(seconds)}`;
}

function blockEvent({ entry, nonce, attempts, seconds }: MinedBlock): object {
  return {
    event: 'block',
    height: entry.height,
    hash: entry.hashHex,
    header: bytesToHex(entry.header),
    nonce,
    bits: formatBits(entry.bits),
    attempts,
    seconds,
  };
}
