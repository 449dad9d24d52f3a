/**
 * Known answers that an engine must give before anybody uses it.
 *
 * A kernel may be broken where it is stored, where it is compiled, or by the machine; nobody gets an engine that
 * answers wrongly. It takes 2 to 3 ms in warm code, 10 to 15 ms in a thread's first code, most of which is the host
 * compiling.
 */
import { MidstateError } from '../errors.ts';
import { finishSteps } from '../primitives/index.ts';
import type { Steps } from '../primitives/index.ts';
import type { Engine } from './engine.ts';
import { knownSearches, knownVersions } from './known-answers.ts';
import { checksum, knownBatches, knownMessages } from './known-messages.ts';
import { GROUP_SIZE_MAX } from './search-job.ts';

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
  finishSteps(selfTestSteps(engine));
}

/** `selfTest`, one answer a step. */
export function* selfTestSteps(engine: Engine): Steps<void> {
  for (const { name, job, end } of knownSearches()) {
    expectAnswer(engine, `search: ${name}`, JSON.stringify(end), () => JSON.stringify(engine.searchHeader(job)));
    yield;
  }
  const versions = knownVersions();
  expectAnswer(engine, 'search over versions', JSON.stringify(versions.end), () =>
    JSON.stringify(engine.searchVersions(versions.job)),
  );
  yield;
  for (const { name, job, nonce, places } of knownMessages()) {
    for (const place of places) {
      const expected = JSON.stringify({ status: 'candidate', nonce, attempts: place + 1 });
      const range = { start: nonce - place, end: nonce - place + GROUP_SIZE_MAX };
      expectAnswer(engine, `search: ${name}, at place ${place}`, expected, () =>
        JSON.stringify(engine.searchMessage({ ...job, ...range })),
      );
      yield;
    }
  }
  for (const { method, messages, sizeBytes, expected } of knownBatches()) {
    expectAnswer(engine, `batch: ${method} of ${sizeBytes} bytes`, String(expected), () =>
      String(checksum(engine[method](messages, sizeBytes))),
    );
    yield;
  }
}
