/** What a check of an engine is, and how it says what it saw. */
import type { Engine, SearchEnd } from '../engine/index.ts';
import { bytesToHex } from '../primitives/index.ts';
import { describeOutcome } from './outcome.ts';

/** Makes the engine under test. */
export type CreateEngine = () => Promise<Engine>;

/** One check. It closes the engine that it asked for. */
export interface EngineCheck {
  /** What is demanded, as a sentence. */
  readonly name: string;
  /**
   * Resolves when the engine behaves.
   * @throws Error saying what was expected and what came
   */
  run(create: CreateEngine): Promise<void>;
}

/** A winner is put in as many places, one after another, as no engine has lanes. */
export const PLACES = 40;

/** A check over an engine of its own. */
export function check(name: string, body: (engine: Engine) => void): EngineCheck {
  return {
    name,
    async run(create) {
      const engine = await create();
      try {
        body(engine);
      } finally {
        engine.close();
      }
    },
  };
}

/** Bytes that have no two words alike within several groups. */
export function someBytes(count: number, seed = 0): Uint8Array {
  return Uint8Array.from({ length: count }, (_, i) => (i * 7 + (i >>> 8) * 13 + seed) % 251);
}

export function found(nonce: number, start: number): SearchEnd {
  return { status: 'candidate', nonce, attempts: nonce - start + 1 };
}

export function exhausted(attempts: number): Extract<SearchEnd, { status: 'exhausted' }> {
  return { status: 'exhausted', attempts };
}

export function expectEqual(what: string, received: string, expected: string): void {
  if (received !== expected) throw new Error(`${what}: expected ${expected}, got ${received}`);
}

/** Expects a search to end so: status, place and attempts. */
export function expectEnd(what: string, received: SearchEnd, expected: SearchEnd): void {
  const text = (end: SearchEnd & { readonly version?: number }): string => {
    const place = end.status === 'candidate' ? `${end.nonce} ` : '';
    const version = end.version === undefined ? '' : `in version ${end.version} `;
    return `${end.status} ${place}${version}after ${end.attempts}`;
  };
  expectEqual(what, text(received), text(expected));
}

/** Expects the same digests, and names the first that differs. */
export function expectDigests(what: string, received: Uint8Array, expected: Uint8Array): void {
  expectEqual(`bytes of the digests of ${what}`, String(received.length), String(expected.length));
  for (let i = 0; i < expected.length; i += 32) {
    const digest = (digests: Uint8Array): string => bytesToHex(digests.subarray(i, i + 32));
    expectEqual(`digest ${i / 32} of ${what}`, digest(received), digest(expected));
  }
}

export function errorOf(call: () => unknown): unknown {
  try {
    call();
  } catch (error) {
    return error;
  }
  return undefined;
}

/** Expects an error of this kind whose message begins with the name of the argument, where one is given. */
export function expectThrows(what: string, kind: new () => Error, call: () => unknown, argument = ''): void {
  const error = errorOf(call);
  if (!(error instanceof kind)) throw new Error(`${what}: expected a ${kind.name}, got ${describeOutcome(error)}`);
  if (!error.message.startsWith(argument))
    throw new Error(`${what}: expected a message about ${argument}, got ${describeOutcome(error)}`);
}
