/**
 * Known answers that an engine must give before anybody uses it.
 *
 * A kernel may be broken where it is stored, where it is compiled, or by the machine; nobody gets an engine that
 * answers wrongly. It takes about 1 ms in warm code, up to 10 ms in a thread's first code.
 */
import { bytesToHex, sha256 } from '../primitives/index.ts';
import { MidstateError } from '../errors.ts';
import type { Engine } from './engine.ts';
import { KNOWN_HASHES_DIGEST, knownHeaders, knownSearches } from './known-answers.ts';

/** The error of an engine that is refused. */
export function selfTestError(
  backend: string,
  check: string,
  expected: string,
  received: string,
  cause?: unknown,
): MidstateError<'ERR_ENGINE_SELF_TEST'> {
  return new MidstateError(
    'ERR_ENGINE_SELF_TEST',
    `engine ${backend}: self-test failed at "${check}": expected ${expected}, received ${received}`,
    { backend, check, expected, received },
    cause === undefined ? undefined : { cause },
  );
}

/** Runs a known answer; a trap inside the kernel is a wrong answer too. */
function expectAnswer(engine: Engine, name: string, expected: string, answer: () => string): void {
  let received: string;
  try {
    received = answer();
  } catch (error) {
    throw selfTestError(engine.backend, name, expected, String(error), error);
  }
  if (received !== expected) throw selfTestError(engine.backend, name, expected, received);
}

/**
 * Asserts that an engine gives the known answers.
 * @throws MidstateError ERR_ENGINE_SELF_TEST naming the first that is wrong
 */
export function selfTest(engine: Engine): void {
  for (const { name, job, end } of knownSearches()) {
    expectAnswer(engine, `search: ${name}`, JSON.stringify(end), () => JSON.stringify(engine.searchHeader(job)));
  }
  expectAnswer(engine, 'batch of different headers', KNOWN_HASHES_DIGEST, () =>
    bytesToHex(sha256(engine.sha256dHeaders(knownHeaders()))),
  );
}
