/**
 * What is known of the place of one header, as its rules ask for it: its height, and the headers right below it.
 *
 * What a rule asks for and is not known is noted, so that the page can say what is missing. A parent that is not known
 * at all is asked through the same interface: its fields throw `NotKnown`, which says what was wanted.
 */
import type { ChainPosition, HeaderContext } from 'midstate/consensus';
import { decodeHeader, HEADER_SIZE_BYTES } from 'midstate/primitives';
import { formatCount, formatHeights } from './figures.ts';

/** Where a header stands, as far as it was told. */
export interface HeaderPlace {
  /** Of the header itself; undefined: not known. */
  readonly height: number | undefined;
  /** n * 80 bytes: the headers right below it, its parent last. None when the height is not known. */
  readonly ancestors: Uint8Array;
  /** Why the parent counts as refused; undefined where it does not. */
  readonly parentProblem: string | undefined;
  /** The header is the genesis: nothing is below it. */
  readonly isGenesis: boolean;
}

/** Thrown to a rule that asks for what is not known. */
export class NotKnown extends Error {
  override readonly name = 'NotKnown';
}

/** The place as rules see it, for one rule: what it missed is listed afterwards. */
export class KnownPlace {
  readonly #place: HeaderPlace;
  readonly #missing = new Set<number>();

  constructor(place: HeaderPlace) {
    this.#place = place;
  }

  /** What rules ask about where the header hangs. */
  get position(): ChainPosition {
    const { ancestors, parentProblem } = this.#place;
    return {
      get parent() {
        if (parentProblem !== undefined) return 'failed';
        if (ancestors.length === 0) throw new NotKnown('the header below it');
        return 'valid';
      },
    };
  }

  /** What rules ask about the chain below the header. */
  get parent(): HeaderContext {
    const { height } = this.#place;
    if (height === undefined) return unknownBlock(undefined);
    return this.#blockAt(height - 1) ?? unknownBlock(height - 1);
  }

  /** What was asked for and is not known: `blocks 5 to 9`; undefined when nothing was. */
  get missing(): string | undefined {
    const heights = [...this.#missing].sort((a, b) => a - b);
    if (heights.length === 0) return undefined;
    return `${heights.length === 1 ? 'block' : 'blocks'} ${formatHeights(heights)}`;
  }

  #blockAt(height: number): HeaderContext | undefined {
    const { ancestors } = this.#place;
    const at = ancestors.length - (this.#place.height! - height) * HEADER_SIZE_BYTES;
    if (at < 0 || at >= ancestors.length) return undefined;
    const { version, time, bits } = decodeHeader(ancestors.subarray(at, at + HEADER_SIZE_BYTES));
    return {
      height,
      version,
      time,
      bits,
      ancestor: (ancestorHeight) => this.#ask(ancestorHeight),
      lastTimes: (count) => {
        const blocks = Array.from({ length: count }, (_, i) => this.#ask(height - i));
        return blocks.every((block) => block !== undefined) ? blocks.map((block) => block.time) : undefined;
      },
    };
  }

  #ask(height: number): HeaderContext | undefined {
    const block = this.#blockAt(height);
    if (block === undefined) this.#missing.add(height);
    return block;
  }
}

/** A block of which nothing but perhaps the height is known. */
function unknownBlock(height: number | undefined): HeaderContext {
  const missing = (): never => {
    throw new NotKnown(height === undefined ? 'the height, and the header below it' : `block ${formatCount(height)}`);
  };
  return {
    get height() {
      return height ?? missing();
    },
    get version() {
      return missing();
    },
    get time() {
      return missing();
    },
    get bits() {
      return missing();
    },
    ancestor: missing,
    lastTimes: missing,
  };
}
