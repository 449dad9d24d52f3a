/** Computations that may take long, written so that whoever runs them can pause: between two steps other work goes on. */

/** A computation that pauses after each step, about a compression of SHA-256, and returns its result at the end. */
export type Steps<Result> = Generator<undefined, Result, undefined>;

/** Takes at most `count` steps. Returns the result when they were enough, in an object of its own: it may be anything. */
export function advanceSteps<Result>(steps: Steps<Result>, count: number): { readonly result: Result } | undefined {
  for (let taken = 0; taken < count; taken++) {
    const { done, value } = steps.next();
    if (done === true) return { result: value };
  }
  return undefined;
}

/** Takes all steps at once. */
export function finishSteps<Result>(steps: Steps<Result>): Result {
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
  }
}

/** Short work as the last of its steps. */
export function* oneStep<Result>(work: () => Result): Steps<Result> {
  yield;
  return work();
}
