/** One check of a store, the chains that checks write, and what they expect. */
import { isMidstateError, type ErrorCode } from '../errors.ts';
import { bytesToHex, concatBytes } from '../primitives/index.ts';
import type { BlockRecord, ChainStore } from '../store/index.ts';
import { describeOutcome } from './outcome.ts';

/** Opens the store under test. Called again after `close`, it opens the same place again. */
export type OpenStore = () => Promise<ChainStore>;

/** One check. It needs a place of its own, empty, and closes what it opened. */
export interface StoreCheck {
  /** What is demanded, as a sentence. */
  readonly name: string;
  /** The check opens the place a second time: only for stores that outlive their process. */
  readonly durable: boolean;
  /**
   * Resolves when the store behaves.
   * @throws Error saying what was expected and what came
   */
  run(open: OpenStore): Promise<void>;
}

/** Heights are below 2^32. */
export const HEIGHT_END: number = 2 ** 32;

export function check(name: string, run: (store: ChainStore) => Promise<void>): StoreCheck {
  return {
    name,
    durable: false,
    async run(open) {
      await using store = await open();
      await run(store);
    },
  };
}

export function durableCheck(name: string, run: (open: OpenStore) => Promise<void>): StoreCheck {
  return { name, durable: true, run };
}

/** A record whose bytes tell its height and branch, and differ at every place. */
export function record(height: number, branch: 'main' | 'fork' | 'other' = 'main'): BlockRecord {
  const salt = 7 * height + { main: 0, fork: 83, other: 167 }[branch];
  const header = Uint8Array.from({ length: 80 }, (_, i) => (salt + 3 * i) % 251);
  new DataView(header.buffer).setUint32(0, height);
  return { height, header, body: Uint8Array.from({ length: 1 + (height % 40) }, (_, i) => (salt + 5 * i) % 251) };
}

export function records(from: number, to: number, branch: 'main' | 'fork' | 'other' = 'main'): BlockRecord[] {
  return Array.from({ length: to - from + 1 }, (_, i) => record(from + i, branch));
}

export function hexOf(chain: readonly BlockRecord[]): string[] {
  return chain.map(({ header }) => bytesToHex(header));
}

/** The headers in one array, as branches are given. */
export function headersOf(chain: readonly BlockRecord[]): Uint8Array {
  return concatBytes(...chain.map(({ header }) => header));
}

export async function branchesOf(store: ChainStore): Promise<string[]> {
  const held: string[] = [];
  for await (const headers of store.branches()) held.push(...split(headers));
  return held;
}

/** The headers of an item, in hexadecimal. A part of a header shows as a text that is too short. */
export function split(headers: Uint8Array): string[] {
  return Array.from({ length: Math.ceil(headers.length / 80) }, (_, i) =>
    bytesToHex(headers.subarray(80 * i, 80 * i + 80)),
  );
}

export async function heldBy(store: ChainStore, fromHeight?: number, toHeight?: number): Promise<string[]> {
  const held: string[] = [];
  for await (const headers of store.headers(fromHeight, toHeight)) held.push(...split(headers));
  return held;
}

export async function tipOf(store: ChainStore): Promise<string> {
  const tip = await store.tip();
  return tip ? `${tip.height} ${bytesToHex(tip.header)}` : 'none';
}

/** The store holds just these records. */
export async function expectChain(store: ChainStore, chain: readonly BlockRecord[]): Promise<void> {
  const top = chain.at(-1);
  expectEqual('tip', await tipOf(store), top ? `${top.height} ${bytesToHex(top.header)}` : 'none');
  expectEqual('headers', await heldBy(store), hexOf(chain));
  for (const { height, body } of chain) {
    const held = await store.body(height);
    expectEqual(`body(${height})`, held && bytesToHex(held), bytesToHex(body));
  }
  const filled = chain.filter(({ body }) => body.length > 0).map(({ height }) => height);
  expectEqual('bodyHeights()', await store.bodyHeights(), filled);
  if (top && top.height + 1 < HEIGHT_END)
    expectEqual(`body(${top.height + 1})`, await store.body(top.height + 1), undefined);
}

export function expectEqual(what: string, received: unknown, expected: unknown): void {
  const [is, wanted] = [JSON.stringify(received), JSON.stringify(expected)];
  if (is !== wanted) throw new Error(`${what}: expected ${clip(wanted)}, got ${clip(is)}`);
}

function clip(text: string | undefined): string {
  return text === undefined ? 'undefined' : text.length > 400 ? `${text.slice(0, 400)}...` : text;
}

export async function expectRefused(what: string, code: ErrorCode, operation: Promise<unknown>): Promise<void> {
  const error = await rejectionOf(operation);
  if (!isMidstateError(error, code)) throw new Error(`${what}: expected ${code}, got ${describeOutcome(error)}`);
}

export async function expectThrows(what: string, operation: Promise<unknown>): Promise<void> {
  const error = await rejectionOf(operation);
  if (!(error instanceof TypeError || error instanceof RangeError)) {
    throw new Error(`${what}: expected a TypeError or RangeError, got ${describeOutcome(error)}`);
  }
}

function rejectionOf(operation: Promise<unknown>): Promise<unknown> {
  return operation.then(
    () => undefined,
    (error: unknown) => error,
  );
}
