/** `midstate bench`: this machine's hash rates, per backend and thread count. */
import { availableParallelism } from 'node:os';
import { setImmediate } from 'node:timers/promises';
import { createEngine, type Backend } from '../../engine/index.ts';
import { isMidstateError } from '../../errors.ts';
import { createMiner } from '../../miner/index.ts';
import { type Command, type CommandInput } from '../command.ts';
import { formatHashRate, formatQuantity } from '../format.ts';
import { StopRequest } from '../stop-request.ts';

const BACKENDS: readonly Backend[] = ['simd', 'scalar', 'js'];

/** How long one figure is measured, after a warm-up of a third of it. */
const MEASURE_SECONDS = 1;

/** Headers hashed at once for the batch figure. */
const BATCH_HEADERS = 2000;

export const benchCommand: Command = {
  name: 'bench',
  summary: "this machine's hash rates per backend and thread count",
  details: 'Takes under 20 s. Header search and batch hashing of headers, in double SHA-256 hashes a second.',
  options: { json: { type: 'boolean', help: 'one JSON object a line, one per figure' } },
  run,
};

/** One measured figure. */
interface Figure {
  readonly work: 'header-search' | 'batch-headers';
  readonly backend: Backend;
  readonly threads: number;
  readonly rate: number;
}

async function run({ output, flags, signal }: CommandInput): Promise<number> {
  const json = flags['json'] === true;
  const threadCounts = [...new Set([1, availableParallelism()])];
  const threadsWidth = Math.max(...threadCounts.map((threads) => formatQuantity(threads, 'thread').length));
  const print = (figure: Figure): void => {
    if (json) output.json({ ...figure, unit: 'hashes/s' });
    else
      output.line(
        `${figure.work.padEnd(13)}  ${figure.backend.padEnd(6)}  ${formatQuantity(figure.threads, 'thread').padEnd(threadsWidth)}  ${formatHashRate(figure.rate)}`,
      );
  };
  for (const backend of BACKENDS) {
    try {
      for (const threads of threadCounts) {
        output.status(`${backend}, ${formatQuantity(threads, 'thread')} ...`);
        const rate = await searchRate(backend, threads, signal);
        output.endStatus();
        print({ work: 'header-search', backend, threads, rate });
      }
      const rate = await batchRate(backend);
      await setImmediate(); // the batches kept this thread: a stop could not be heard
      signal.throwIfAborted();
      print({ work: 'batch-headers', backend, threads: 1, rate });
    } catch (error) {
      output.endStatus();
      if (signal.aborted) {
        const request = signal.reason as StopRequest;
        throw request.message === '' ? request : new StopRequest('the bench was cut short', 1);
      }
      if (!isMidstateError(error, 'ERR_ENGINE_UNAVAILABLE')) throw error;
      if (json) output.json({ backend, unavailable: error.details.reason });
      else output.line(`${backend}: ${error.details.reason}`);
    }
  }
  return 0;
}

/** Double hashes a second of a search that no hash can end. */
async function searchRate(backend: Backend, threads: number, signal: AbortSignal): Promise<number> {
  await using miner = await createMiner({ backend, threads, signal });
  const header = Uint8Array.from({ length: 80 }, (_, i) => i % 251);
  const search = async (nonceEnd: number): Promise<number> => {
    const { attempts, seconds } = await miner.mine({ header, target: 0n, nonceStart: 0, nonceEnd }, { signal });
    return attempts / seconds;
  };
  let rate = await search(2 ** 18);
  rate = await search(Math.min(2 ** 32, Math.round((rate * MEASURE_SECONDS) / 3)));
  return await search(Math.min(2 ** 32, Math.round(rate * MEASURE_SECONDS)));
}

/** Double hashes a second of headers that are hashed many at once. */
async function batchRate(backend: Backend): Promise<number> {
  using engine = await createEngine({ backend });
  const headers = Uint8Array.from({ length: BATCH_HEADERS * 80 }, (_, i) => i % 251);
  const hashFor = (seconds: number): number => {
    const started = performance.now();
    let batches = 0;
    do {
      engine.sha256dHeaders(headers);
      batches++;
    } while (performance.now() - started < seconds * 1000);
    return (batches * BATCH_HEADERS) / ((performance.now() - started) / 1000);
  };
  hashFor(MEASURE_SECONDS / 5);
  return hashFor(MEASURE_SECONDS / 2);
}
