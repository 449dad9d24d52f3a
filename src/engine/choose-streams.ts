/**
 * Chooses how many streams the SIMD kernel hashes at once, by timing each choice for a moment.
 *
 * Which is fastest depends on the processor and on the compiler of the host: three streams in V8, two in JavaScriptCore.
 * A host runs new WebAssembly slowly at first and replaces the code after some milliseconds, from another thread; how
 * the choices rank before that says nothing. So each is first run just long enough to be worth compiling well, and timed
 * when that has had time to be done. The self-test of the default falls into that time, and so costs none of its own.
 *
 * A clock may stand still while code runs (fake timers, some servers), or tick too seldom to time a moment by. So whatever
 * waits for it counts too, and where it is too coarse the default is taken untimed.
 */
import type { Engine, StreamCount } from './engine.ts';
import { DEFAULT_STREAMS } from './kernel-source.ts';
import { fruitlessJob } from './known-answers.ts';
import type { HeaderSearchJob } from './search-job.ts';

const STREAM_COUNTS: readonly StreamCount[] = [1, 2, 3];

/** Nonces of a call. Forty groups make a host compile them well, and take 45 microseconds when it has. */
const CALL_NONCES = 360;
/** From the first call to the timing. V8 11.3 (Node 20) needs 11 ms until its good code is there, V8 13.6 (Node 24) 7 ms. */
const SETTLE_MS = 11;
/** Each choice is timed twice for so long, and its better rate counts. */
const TIMED_MS = 0.3;
const ROUNDS = 2;
/** A clock that stands still for so many readings, or calls, is too coarse: about 2 ms each. */
const READINGS_MAX = 50_000;
const CALLS_MAX = 64;
/** Another choice than the default must be so much faster: less is noise. */
const MARGIN = 1.05;

/** What was chosen, and by what. */
export interface StreamChoice {
  readonly streams: StreamCount;
  /** Hashes per second with one, two and three streams; none where the clock is too coarse to tell. */
  readonly rates: readonly number[] | undefined;
}

/**
 * Hashes per second over a moment, or 0 where the clock is too coarse. A browser's clock may tick only every 0.1 or 1 ms:
 * it is read right behind its ticks.
 */
function rateOf(engine: Engine, job: HeaderSearchJob): number {
  const readMs = performance.now();
  let startedMs = readMs;
  for (let reading = 0; startedMs === readMs; reading++) {
    if (reading === READINGS_MAX) return 0;
    startedMs = performance.now();
  }
  for (let calls = 1; calls <= CALLS_MAX; calls++) {
    engine.searchHeader(job);
    const elapsedMs = performance.now() - startedMs;
    if (elapsedMs >= TIMED_MS) return (1000 * calls * CALL_NONCES) / elapsedMs;
  }
  return 0;
}

/** The better of each choice's rates; none as soon as the clock turns out too coarse. */
function ratesOf(engines: readonly Engine[], job: HeaderSearchJob): number[] | undefined {
  const rates = engines.map(() => 0);
  for (let round = 0; round < ROUNDS; round++) {
    for (let i = 0; i < engines.length; i++) {
      const rate = rateOf(engines[i]!, job);
      if (rate === 0) return undefined;
      rates[i] = Math.max(rates[i]!, rate);
    }
  }
  return rates;
}

/** The rates when the host's good code is there; none where the clock is too coarse. */
async function settledRates(
  engines: readonly Engine[],
  test: () => Promise<unknown>,
): Promise<readonly number[] | undefined> {
  const job = fruitlessJob(CALL_NONCES);
  const beganMs = performance.now();
  for (const engine of engines) engine.searchHeader(job);
  await test();
  const tookMs = performance.now() - beganMs;
  // all that work and no tick: there is nothing to wait for
  if (tookMs === 0) return undefined;
  await sleep(Math.max(0, SETTLE_MS - tookMs));

  const rates = ratesOf(engines, job);
  if (rates === undefined || fastest(rates) === DEFAULT_STREAMS) return rates;
  // on a busy machine the default's good code may be late: another choice has to win twice
  await sleep(SETTLE_MS);
  return ratesOf(engines, job);
}

/** Browsers throttle the timers of a page in the background: there this may take a whole second. */
function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/**
 * Times each number of streams. It takes about 15 ms, the self-test included, and 14 more where the default is not the
 * fastest, and lets other tasks run in between.
 * @param start starts an engine with so many streams, not tested yet
 * @param test tests the default
 * @throws MidstateError ERR_ENGINE_SELF_TEST when the kernel answers wrongly
 */
export async function chooseStreams(
  start: (streams: StreamCount) => Promise<Engine>,
  test: () => Promise<unknown>,
): Promise<StreamChoice> {
  const engines: Engine[] = [];
  for (const count of STREAM_COUNTS) engines.push(await start(count));
  const rates = await settledRates(engines, test);
  for (const engine of engines) engine.close();
  return { streams: rates === undefined ? DEFAULT_STREAMS : fastest(rates), rates };
}

/** The fastest choice, or the default when that is not clearly slower. */
export function fastest(rates: readonly number[]): StreamCount {
  const best = STREAM_COUNTS[rates.indexOf(Math.max(...rates))]!;
  return rates[best - 1]! > MARGIN * rates[DEFAULT_STREAMS - 1]! ? best : DEFAULT_STREAMS;
}
