/**
 * Every header of a tree in typed arrays: a record of 31 words a header, and a hash table of record numbers.
 *
 * | words  | field     |                                                                             |
 * |--------|-----------|-----------------------------------------------------------------------------|
 * | 0      | version   |                                                                             |
 * | 1      | time      |                                                                             |
 * | 2      | bits      |                                                                             |
 * | 3      | nonce     |                                                                             |
 * | 4-11   | merkle    | root of the transactions, the bytes as they come                            |
 * | 12-19  | hash      | the bytes as they come; that of the parent's record is the header's own field |
 * | 20     | height    |                                                                             |
 * | 21     | parent    | number of the parent's record, and in the highest bit whether this one failed |
 * | 22     | skip      | number of the record that the skip pointer leads to                         |
 * | 23-30  | work      | of the chain up to here, least significant word first                       |
 *
 * 124 bytes a header and 8 to 16 in the table (half full at most), so 132 to 140. Records are numbered in the
 * order of arrival, so a parent's number is lower than its children's; the root is number 0 and its own parent.
 * Nothing is ever removed.
 *
 * The skip pointers are Bitcoin Core's (`CBlockIndex::pskip`), but counted from the root, so that a tree above an
 * anchor has all of them. The table is not salted: to make two hashes meet in it costs an attacker the proof of work
 * of a header for every try, as in Bitcoin Core's.
 */
import { workOfBits } from '../consensus/index.ts';
import { displayHexToHash, HEADER_SIZE_BYTES } from '../primitives/index.ts';
import { skipDepth } from './skip-depth.ts';

const VERSION = 0;
const TIME = 1;
const BITS = 2;
const NONCE = 3;
const MERKLE = 4;
const HASH = 12;
const HEIGHT = 20;
const PARENT = 21;
const SKIP = 22;
const WORK = 23;
const RECORD_WORDS = 31;
/** Words of a hash. */
export const HASH_WORDS = 8;
const WORK_WORDS = 8;

const FAILED = 0x80000000;
const NUMBER_MASK = 0x7fffffff;

/** 127 kB a page: little for a chain of one header, few pages for a million. */
const PAGE_BITS = 10;
const PAGE_RECORDS = 1 << PAGE_BITS;
const PAGE_MASK = PAGE_RECORDS - 1;

const FIRST_TABLE_SLOTS = 1024;

/** The fields of a header that are numbers. */
interface RecordNumbers {
  readonly version: number;
  readonly time: number;
  readonly bits: number;
  readonly nonce: number;
}

/** The bytes of many headers and their hashes as words in the machine's order: moved and compared, never computed with. */
export interface HeaderWords {
  readonly headers: Uint32Array;
  readonly hashes: Uint32Array;
}

const HEADER_WORDS = HEADER_SIZE_BYTES / 4;
/** Where the parent's hash begins in the words of a header, and where the merkle root does. */
const PREV_IN_HEADER = 1;
const MERKLE_IN_HEADER = 9;

/** The records of a tree of headers. Numbers of records come from this index: none is checked. */
export class HeaderIndex {
  readonly #pages: Uint32Array[] = [];
  /** Record numbers plus one; 0 is free. Its size is a power of two. */
  #table = new Uint32Array(FIRST_TABLE_SLOTS);
  /** How many records are in the table. The others follow when it is asked. */
  #entered = 0;
  #size = 0;
  #rootHeight = 0;
  /** The record from which on each is the parent of the next, up to the newest; and its height. */
  #runStart = 0;
  #runHeight = 0;
  /** The answer of `lastTimes`: whose it is, and where in it the lowest one stands. */
  #times = new Uint32Array(0);
  #timesOf = 0;
  #oldestTime = 0;
  /** The parent's hash of the root, which has no record. */
  readonly #rootPrev = new Uint32Array(HASH_WORDS);
  /** Work of the last bits, in words: headers come in long runs of equal bits. */
  readonly #bitsWork = new Uint32Array(WORK_WORDS);
  #bitsOfWork = -1;

  get size(): number {
    return this.#size;
  }

  get rootHeight(): number {
    return this.#rootHeight;
  }

  version(record: number): number {
    return this.#word(record, VERSION) | 0;
  }

  time(record: number): number {
    return this.#word(record, TIME);
  }

  bits(record: number): number {
    return this.#word(record, BITS);
  }

  height(record: number): number {
    return this.#word(record, HEIGHT);
  }

  /** Number of the parent's record; the root's is its own. */
  parent(record: number): number {
    return this.#word(record, PARENT) & NUMBER_MASK;
  }

  /** Whether it, or a header below it, was invalidated. */
  hasFailed(record: number): boolean {
    return this.#word(record, PARENT) >= FAILED;
  }

  setFailed(record: number, failed: boolean): void {
    this.#page(record)[offsetOf(record) + PARENT] = this.parent(record) + (failed ? FAILED : 0);
  }

  /** A copy, wire order. */
  hash(record: number): Uint8Array {
    return bytesOf(this.#page(record), offsetOf(record) + HASH, HASH_WORDS).slice();
  }

  /** The 80 bytes; a copy. */
  header(record: number): Uint8Array {
    const page = this.#page(record);
    const at = offsetOf(record);
    const words = new Uint32Array(HEADER_WORDS);
    const prev = record === 0 ? this.#rootPrev : this.#page(this.parent(record));
    const prevAt = record === 0 ? 0 : offsetOf(this.parent(record)) + HASH;
    for (let i = 0; i < HASH_WORDS; i++) {
      words[PREV_IN_HEADER + i] = prev[prevAt + i]!;
      words[MERKLE_IN_HEADER + i] = page[at + MERKLE + i]!;
    }
    const view = new DataView(words.buffer);
    view.setUint32(0, page[at + VERSION]!, true);
    view.setUint32(68, page[at + TIME]!, true);
    view.setUint32(72, page[at + BITS]!, true);
    view.setUint32(76, page[at + NONCE]!, true);
    return new Uint8Array(words.buffer);
  }

  /** Work of the chain from the root up to a record. */
  chainWork(record: number): bigint {
    const page = this.#page(record);
    const at = offsetOf(record) + WORK;
    let work = 0n;
    for (let i = WORK_WORDS - 1; i >= 0; i--) work = (work << 32n) | BigInt(page[at + i]!);
    return work;
  }

  /** Above 0 when the chain up to `a` has more work than that up to `b`, below 0 when it has less. */
  compareWork(a: number, b: number): number {
    const pageA = this.#page(a);
    const pageB = this.#page(b);
    const atA = offsetOf(a) + WORK;
    const atB = offsetOf(b) + WORK;
    for (let i = WORK_WORDS - 1; i >= 0; i--) {
      const difference = pageA[atA + i]! - pageB[atB + i]!;
      if (difference !== 0) return difference;
    }
    return 0;
  }

  /** The record whose hash stands at a place of an array of words, or undefined. */
  find(words: Uint32Array, at: number): number | undefined {
    this.#enterRecords();
    const table = this.#table;
    const mask = table.length - 1;
    // the first bytes of a hash in wire order are its last digits: proof of work leaves them to chance
    for (let slot = words[at]! & mask; ; slot = (slot + 1) & mask) {
      const entry = table[slot]!;
      if (entry === 0) return undefined;
      if (this.#hasHash(entry - 1, words, at)) return entry - 1;
    }
  }

  /** Whether the parent's hash in a header is the hash of a record: a look that needs no table. */
  isParent(record: number, { headers }: HeaderWords, item: number): boolean {
    return this.#hasHash(record, headers, item * HEADER_WORDS + PREV_IN_HEADER);
  }

  /** The record of the parent's hash in a header. */
  findParent({ headers }: HeaderWords, item: number): number | undefined {
    return this.find(headers, item * HEADER_WORDS + PREV_IN_HEADER);
  }

  /** The record at a height on the way down from another, or undefined below the root. */
  ancestor(record: number, height: number): number | undefined {
    if (height < this.#rootHeight) return undefined;
    let at = record;
    let atHeight = this.height(at);
    while (atHeight > height) {
      at = this.#stepTowards(at, atHeight, height);
      atHeight = this.height(at);
    }
    return at;
  }

  /**
   * The times of a record and of those below it, in any order, until the next call; undefined when there are fewer down
   * to the root. Asked for one record after another, as a chain grows, each call costs one time and not all of them.
   */
  lastTimes(record: number, count: number): Uint32Array | undefined {
    if (this.height(record) - this.#rootHeight < count - 1) return undefined;
    if (this.#times.length !== count) this.#times = new Uint32Array(count);
    else if (record === this.#timesOf) return this.#times;
    else if (this.parent(record) === this.#timesOf && record !== 0) {
      this.#times[this.#oldestTime] = this.time(record);
      this.#oldestTime = this.#oldestTime + 1 === count ? 0 : this.#oldestTime + 1;
      this.#timesOf = record;
      return this.#times;
    }
    for (let at = record, i = count - 1; i >= 0; i--, at = this.parent(at)) this.#times[i] = this.time(at);
    this.#oldestTime = 0;
    this.#timesOf = record;
    return this.#times;
  }

  /** The last record that two chains have in common. */
  forkPoint(a: number, b: number): number {
    const height = Math.min(this.height(a), this.height(b));
    let [x, y] = [this.ancestor(a, height)!, this.ancestor(b, height)!];
    // at the same height both skip to the same heights, so where the skips meet the fork lies above
    while (x !== y) {
      const [skipX, skipY] = [this.#word(x, SKIP), this.#word(y, SKIP)];
      [x, y] = skipX === skipY ? [this.parent(x), this.parent(y)] : [skipX, skipY];
    }
    return x;
  }

  /**
   * Adds the root.
   * @returns its number, 0
   */
  addRoot(words: HeaderWords, numbers: RecordNumbers, height: number): number {
    this.#rootHeight = height;
    this.#rootPrev.set(words.headers.subarray(PREV_IN_HEADER, PREV_IN_HEADER + HASH_WORDS));
    return this.#add(words, 0, numbers, height, 0);
  }

  /**
   * Adds a header that is not in the index.
   * @returns its number
   */
  add(words: HeaderWords, item: number, numbers: RecordNumbers, parent: number): number {
    return this.#add(words, item, numbers, this.height(parent) + 1, parent);
  }

  #add(words: HeaderWords, item: number, numbers: RecordNumbers, height: number, parent: number): number {
    const record = this.#size;
    if (record > NUMBER_MASK) throw new RangeError(`headers: expected at most ${NUMBER_MASK + 1} in one tree`);
    if ((record & PAGE_MASK) === 0) this.#pages.push(new Uint32Array(PAGE_RECORDS * RECORD_WORDS));
    const page = this.#page(record);
    const at = offsetOf(record);
    page[at + VERSION] = numbers.version;
    page[at + TIME] = numbers.time;
    page[at + BITS] = numbers.bits;
    page[at + NONCE] = numbers.nonce;
    const { headers, hashes } = words;
    const merkle = item * HEADER_WORDS + MERKLE_IN_HEADER;
    const hash = item * HASH_WORDS;
    for (let i = 0; i < HASH_WORDS; i++) {
      page[at + MERKLE + i] = headers[merkle + i]!;
      page[at + HASH + i] = hashes[hash + i]!;
    }
    page[at + HEIGHT] = height;
    // a child of what failed has failed
    page[at + PARENT] = record === 0 ? 0 : parent + (this.hasFailed(parent) ? FAILED : 0);
    if (parent !== record - 1) {
      this.#runStart = record;
      this.#runHeight = height;
    }
    page[at + SKIP] = this.#skipOf(parent, height);
    this.#addWork(page, at + WORK, numbers.bits, record === 0 ? undefined : parent);
    this.#size++;
    return record;
  }

  /** Where the skip pointer of the newest record leads. */
  #skipOf(parent: number, height: number): number {
    const skipHeight = this.#rootHeight + skipDepth(height - this.#rootHeight);
    // on an unbroken run the numbers of records go with their heights; the walk gives the same
    if (skipHeight >= this.#runHeight) return this.#runStart + (skipHeight - this.#runHeight);
    return this.ancestor(parent, skipHeight)!;
  }

  /** Chain work wraps at 2^256, as Bitcoin Core's: no hashes of that number will be made. */
  #addWork(page: Uint32Array, at: number, bits: number, parent: number | undefined): void {
    if (bits !== this.#bitsOfWork) {
      const work = workOfBits(bits);
      for (let i = 0; i < WORK_WORDS; i++) this.#bitsWork[i] = Number((work >> BigInt(32 * i)) & 0xffffffffn);
      this.#bitsOfWork = bits;
    }
    if (parent === undefined) {
      page.set(this.#bitsWork, at);
      return;
    }
    const below = this.#page(parent);
    const belowAt = offsetOf(parent) + WORK;
    let carry = 0;
    for (let i = 0; i < WORK_WORDS; i++) {
      const sum = below[belowAt + i]! + this.#bitsWork[i]! + carry;
      page[at + i] = sum;
      carry = sum > 0xffffffff ? 1 : 0;
    }
  }

  /** One step down, never below `height`. Skips, unless the parent's pointer is known to lead much further down. */
  #stepTowards(record: number, from: number, height: number): number {
    const parent = this.parent(record);
    if (from - 1 === height) return parent;
    const skip = this.#word(record, SKIP);
    const skipHeight = this.height(skip);
    if (skipHeight < height) return parent;
    if (skipHeight === height) return skip;
    const furtherHeight = this.height(this.#word(parent, SKIP));
    return furtherHeight >= height && furtherHeight < skipHeight - 2 ? parent : skip;
  }

  /**
   * Puts into the table the records that are not in it. Many at once, because each goes to another place in far memory:
   * one after another in a short loop, the machine fetches several at the same time (35 ns a header instead of 140).
   */
  #enterRecords(): void {
    if (this.#entered === this.#size) return;
    if (this.#size * 2 > this.#table.length) {
      let slots = this.#table.length;
      while (this.#size * 2 > slots) slots *= 2;
      this.#table = new Uint32Array(slots);
      this.#entered = 0;
    }
    const table = this.#table;
    const mask = table.length - 1;
    for (let record = this.#entered; record < this.#size; record++) {
      let slot = this.#page(record)[offsetOf(record) + HASH]! & mask;
      // no look at the records that stand in the way: they would have to be fetched as well
      while (table[slot] !== 0) slot = (slot + 1) & mask;
      table[slot] = record + 1;
    }
    this.#entered = this.#size;
  }

  #hasHash(record: number, words: Uint32Array, at: number): boolean {
    const page = this.#page(record);
    const own = offsetOf(record) + HASH;
    for (let i = 0; i < HASH_WORDS; i++) if (page[own + i] !== words[at + i]) return false;
    return true;
  }

  #word(record: number, field: number): number {
    return this.#page(record)[offsetOf(record) + field]!;
  }

  #page(record: number): Uint32Array {
    return this.#pages[record >>> PAGE_BITS]!;
  }
}

/** A hash in display order as the words that the index looks for. */
export function wordsOfHash(hashHex: string): Uint32Array {
  return new Uint32Array(displayHexToHash(hashHex).buffer);
}

/** Where a record begins in its page. */
function offsetOf(record: number): number {
  return (record & PAGE_MASK) * RECORD_WORDS;
}

function bytesOf(words: Uint32Array, at: number, count: number): Uint8Array {
  return new Uint8Array(words.buffer, words.byteOffset + 4 * at, 4 * count);
}
