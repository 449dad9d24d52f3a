/**
 * Chooses how many streams the SIMD kernel hashes at once, by timing each choice for a moment.
 *
 * Which is fastest depends on the processor and on the compiler of the host: three streams in V8, two in JavaScriptCore.
 * A host runs new WebAssembly slowly at first and replaces the code after some milliseconds, from another thread; how
 * the choices rank before that says nothing. So each is first run just long enough to be worth compiling well, and timed
 * when that has had time to be done. The self-test of the default falls into that time, and so costs none of its own.
 */
import type { Engine, StreamCount } from './engine.ts';
import { fruitlessJob } from './known-answers.ts';
import { selfTest } from './self-test.ts';

/** The choices. The last one is taken unless another is clearly faster. */
const STREAM_COUNTS: readonly StreamCount[] = [1, 2, 3];
const DEFAULT: StreamCount = 3;

/** Nonces of a call. Forty groups make a host compile them well, and take 45 microseconds when it has. */
const CALL_NONCES = 360;
/** From the first call to the timing. V8 11.3 (Node 20) needs 11 ms until its good code is there, V8 13.6 (Node 24) 7 ms. */
const SETTLE_MS = 11;
/** Each choice is timed twice for so long, and its better rate counts. */
const TIMED_MS = 0.3;
const ROUNDS = 2;
/** Another choice than the default must be so much faster: less is noise. */
const MARGIN = 1.05;

/** What was chosen, and by what. */
export interface StreamChoice {
  readonly streams: StreamCount;
  /** Hashes per second with one, two and three streams. */
  readonly rates: readonly number[];
}

/** Hashes per second over a moment. A browser's clock may tick only every 0.1 or 1 ms: it is read right behind its ticks. */
function rateOf(engine: Engine): number {
  const readMs = performance.now();
  let startedMs = readMs;
  while (startedMs === readMs) startedMs = performance.now();
  let nonces = 0;
  let elapsedMs = 0;
  while (elapsedMs < TIMED_MS) {
    engine.searchHeader(fruitlessJob(CALL_NONCES));
    nonces += CALL_NONCES;
    elapsedMs = performance.now() - startedMs;
  }
  return (1000 * nonces) / elapsedMs;
}

/**
 * Times each number of streams. It takes about 13 ms, twice that where the default is not the fastest, and lets other tasks run in between.
 * @param start starts an engine with so many streams, not tested yet
 * @throws MidstateError ERR_ENGINE_SELF_TEST when the kernel answers wrongly
 */
export async function chooseStreams(start: (streams: StreamCount) => Promise<Engine>): Promise<StreamChoice> {
  const engines: Engine[] = [];
  for (const count of STREAM_COUNTS) engines.push(await start(count));
  const beganMs = performance.now();
  for (const engine of engines) engine.searchHeader(fruitlessJob(CALL_NONCES));
  selfTest(engines[DEFAULT - 1]!);
  await sleep(Math.max(0, SETTLE_MS - (performance.now() - beganMs)));

  let rates = ratesOf(engines);
  // on a busy machine the default's good code may be late: another choice has to win twice
  if (fastest(rates) !== DEFAULT) {
    await sleep(SETTLE_MS);
    rates = ratesOf(engines);
  }
  for (const engine of engines) engine.close();
  return { streams: fastest(rates), rates };
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** The better of each choice's rates. */
function ratesOf(engines: readonly Engine[]): number[] {
  const rates = engines.map(() => 0);
  for (let round = 0; round < ROUNDS; round++)
    engines.forEach((engine, i) => (rates[i] = Math.max(rates[i]!, rateOf(engine))));
  return rates;
}

/** The fastest choice, or the default when that is not clearly slower. */
export function fastest(rates: readonly number[]): StreamCount {
  const [best] = STREAM_COUNTS.toSorted((a, b) => rates[b - 1]! - rates[a - 1]!);
  return rates[best! - 1]! > MARGIN * rates[DEFAULT - 1]! ? best! : DEFAULT;
}
