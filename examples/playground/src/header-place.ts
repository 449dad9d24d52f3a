/** Finds the place of a header from what its reader told: a height, and headers below it. */
import { createHeaderChain } from 'midstate/chain';
import { checkHeader, type NetworkParams } from 'midstate/consensus';
import {
  decodeHeader,
  equalBytes,
  hashToDisplayHex,
  HASH_SIZE_BYTES,
  HEADER_SIZE_BYTES,
  type HeaderHasher,
} from 'midstate/primitives';
import { formatCount, formatQuantity } from './figures.ts';
import type { HeaderPlace } from './known-place.ts';

/** What the reader told. */
export interface ToldPlace {
  /** 80 bytes. */
  readonly header: Uint8Array;
  /** As typed; empty: not told. */
  readonly height: string;
  /** n * 80 bytes, lowest first; empty: not told. */
  readonly before: Uint8Array;
}

export type FoundPlace =
  | { readonly ok: true; readonly place: HeaderPlace }
  /** What of the told is wrong, and one line that says so. */
  | { readonly ok: false; readonly field: 'height' | 'before'; readonly problem: string };

/** How the place is found. */
export interface PlaceOptions {
  readonly params: NetworkParams;
  readonly hasher: HeaderHasher;
  /** The clock, seconds since 1970, by which the headers before it are judged. */
  readonly now: number;
  /** Awaited between pieces of work: gives the page its turn. */
  readonly tick: () => Promise<void>;
}

/** How many headers are looked at in one piece of work: some milliseconds. */
const PIECE_HEADERS = 250;

const MAX_HEIGHT = 0xffffffff;

/** Thrown inside, told outside. */
class Contradiction extends Error {
  readonly field: 'height' | 'before';

  constructor(field: 'height' | 'before', problem: string) {
    super(`${field === 'height' ? 'Height' : 'Headers before it'}: ${problem}`);
    this.field = field;
  }
}

/**
 * The place of a header. The genesis, and a header on top of it, need not be told theirs; headers that begin at the
 * genesis tell the height. The headers before it are judged as far as they can be: the lowest is trusted.
 */
export async function findPlace(told: ToldPlace, options: PlaceOptions): Promise<FoundPlace> {
  try {
    return { ok: true, place: await placeOf(told, options) };
  } catch (error) {
    if (error instanceof Contradiction) return { ok: false, field: error.field, problem: error.message };
    throw error;
  }
}

async function placeOf({ header, height, before }: ToldPlace, options: PlaceOptions): Promise<HeaderPlace> {
  const { params } = options;
  const toldHeight = parseHeight(height);
  const isGenesis = equalBytes(header, params.genesis);
  if (isGenesis) {
    assertHeight(0, toldHeight, `this is the genesis of ${params.name}`);
    if (before.length > 0) throw new Contradiction('before', 'expected none below the genesis.');
    return { height: 0, ancestors: before, parentProblem: undefined, isGenesis };
  }
  const isOnGenesis = hashToDisplayHex(decodeHeader(header).prevBlockHash) === params.genesisHash;
  const ancestors = isOnGenesis && before.length === 0 ? params.genesis : before;
  const count = ancestors.length / HEADER_SIZE_BYTES;
  if (count > 0) await assertLinked(ancestors, header, options);
  const beginsAtGenesis = equalBytes(ancestors.subarray(0, HEADER_SIZE_BYTES), params.genesis);
  if (beginsAtGenesis) assertHeight(count, toldHeight, `the genesis of ${params.name} is ${belowIt(count)}`);
  const found = beginsAtGenesis ? count : toldHeight;
  if (found === 0)
    throw new Contradiction(
      'height',
      `expected 1 or more: at 0 stands the genesis of ${params.name}, not this header.`,
    );
  if (count === 0) return { height: found, ancestors, parentProblem: undefined, isGenesis };
  if (found === undefined)
    throw new Contradiction('height', 'expected one, as the headers before it do not begin at the genesis.');
  if (found < count || (found === count && !beginsAtGenesis)) {
    const most = formatQuantity(found, 'header');
    throw new Contradiction(
      'before',
      `expected at most ${most} below height ${formatCount(found)}, the lowest of them the genesis ` +
        `of ${params.name}, got ${formatCount(count)}.`,
    );
  }
  const parentProblem = await problemOf(ancestors, found - count, options);
  return { height: found, ancestors, parentProblem, isGenesis };
}

function belowIt(count: number): string {
  return count === 1 ? 'right below it' : `${formatQuantity(count, 'block')} below it`;
}

function parseHeight(text: string): number | undefined {
  const digits = text.trim();
  if (digits === '') return undefined;
  if (/^\d{1,10}$/.test(digits) && Number(digits) <= MAX_HEIGHT) return Number(digits);
  throw new Contradiction(
    'height',
    `expected a whole number from 0 to ${formatCount(MAX_HEIGHT)}, got ${JSON.stringify(digits)}.`,
  );
}

function assertHeight(found: number, told: number | undefined, because: string): void {
  if (told === undefined || told === found) return;
  throw new Contradiction('height', `expected ${formatCount(found)}, as ${because}, got ${formatCount(told)}.`);
}

/** Each header before it has to name the one below, and the header itself the last of them. */
async function assertLinked(ancestors: Uint8Array, header: Uint8Array, { hasher, tick }: PlaceOptions): Promise<void> {
  const hashes = hasher.sha256dHeaders(ancestors);
  const count = ancestors.length / HEADER_SIZE_BYTES;
  for (let i = 1; i <= count; i++) {
    if (i % PIECE_HEADERS === 0) await tick();
    const at = i * HEADER_SIZE_BYTES;
    const above = i === count ? header : ancestors.subarray(at, at + HEADER_SIZE_BYTES);
    const hash = hashes.subarray((i - 1) * HASH_SIZE_BYTES, i * HASH_SIZE_BYTES);
    if (equalBytes(decodeHeader(above).prevBlockHash, hash)) continue;
    const who = i === count ? 'the header to inspect' : `header ${i + 1} of them`;
    throw new Contradiction('before', `expected each on top of the one before; ${who} is not on top of header ${i}.`);
  }
}

/** Why the parent is refused: a header before it breaks a rule. */
async function problemOf(ancestors: Uint8Array, lowest: number, options: PlaceOptions): Promise<string | undefined> {
  const { params, hasher, now, tick } = options;
  const first = ancestors.slice(0, HEADER_SIZE_BYTES);
  const alone = checkHeader(decodeHeader(first), params, { hash: hasher.sha256dHeaders(first) });
  if (!alone.ok) return `block ${formatCount(lowest)} breaks the rule ${alone.reject.reason}`;
  const chain = createHeaderChain({ params, hasher, anchor: { header: first, height: lowest } });
  const pieceBytes = PIECE_HEADERS * HEADER_SIZE_BYTES;
  for (let at = 0; at < ancestors.length; at += pieceBytes) {
    await tick();
    const { rejected } = chain.accept(ancestors.subarray(at, at + pieceBytes), now);
    if (rejected) return `block ${formatCount(rejected.height)} breaks the rule ${rejected.reject.reason}`;
  }
  return undefined;
}
