/** Reading the entries of the database: each is checked against its seal, and what is missing or damaged is told of. */
import { messageOf, type MidstateError } from '../errors.ts';
import { HEADER_SIZE_BYTES } from '../primitives/index.ts';
import type { LevelDatabase } from './level-database.ts';
import { corrupt } from './level-errors.ts';
import {
  bodyKey,
  branchKey,
  decodeNumbers,
  decodeState,
  FORMAT_KEY,
  FORMAT_VERSION,
  HEIGHTS_PER_PAGE,
  NETWORK_KEY,
  pageKey,
  pageStart,
  STATE_KEY,
  unseal,
  type StoreState,
} from './level-layout.node.ts';
import { bodyChecksum, bodyChecksumAt, decodePage, type Page } from './level-page.node.ts';
import { copyNetwork } from './store-arguments.ts';
import { mismatch } from './store-errors.ts';
import type { StoreNetwork } from './store.ts';

export type Snapshot = ReturnType<LevelDatabase['snapshot']>;

/** How many pages are read at a time: 16 of them are 2,048 headers, or 164 kB. */
const PAGES_PER_READ = 16;

/** Heights of which one read tells. */
export const HEIGHTS_PER_READ: number = PAGES_PER_READ * HEIGHTS_PER_PAGE;

/** Where entries are read: an open database, or what could be salvaged of one. */
export interface EntrySource {
  get(key: Uint8Array, options: { snapshot?: Snapshot }): Promise<Uint8Array | undefined>;
  getMany(keys: Uint8Array[], options: { snapshot?: Snapshot }): Promise<(Uint8Array | undefined)[]>;
}

export class LevelReader {
  readonly #database: EntrySource;
  readonly #path: string;

  constructor(database: EntrySource, path: string) {
    this.#database = database;
    this.#path = path;
  }

  /**
   * The format version; undefined in a database without one.
   * @throws MidstateError ERR_STORE_CORRUPT
   */
  async format(): Promise<number | undefined> {
    const value = await this.#value(FORMAT_KEY, 'format version');
    if (value === undefined) return undefined;
    const format = decodeNumbers(value, 1)?.[0];
    if (format === undefined) throw this.#malformed('format version');
    return format;
  }

  /** @throws MidstateError ERR_STORE_CORRUPT */
  async network(): Promise<StoreNetwork> {
    const network = await this.#value(NETWORK_KEY, 'network');
    if (network === undefined) throw corrupt(this.#path, 'it names no network');
    try {
      return copyNetwork({ network: JSON.parse(new TextDecoder().decode(network)) });
    } catch (cause) {
      throw corrupt(this.#path, `the network that it names is malformed: ${messageOf(cause)}`, { cause });
    }
  }

  /** @throws MidstateError ERR_STORE_CORRUPT */
  async state(snapshot?: Snapshot): Promise<StoreState> {
    const value = await this.#value(STATE_KEY, 'state', snapshot);
    if (value === undefined) throw corrupt(this.#path, 'its state is missing');
    const state = decodeState(value);
    if (state === undefined) throw this.#malformed('state');
    return state;
  }

  /**
   * The pages that hold the heights from one to another, both included; they must be there.
   * @throws MidstateError ERR_STORE_CORRUPT
   */
  async pages(from: number, to: number, snapshot?: Snapshot): Promise<Page[]> {
    const starts: number[] = [];
    for (let start = pageStart(from); start <= to; start += HEIGHTS_PER_PAGE) starts.push(start);
    const values = await this.#database.getMany(starts.map(pageKey), snapshot ? { snapshot } : {});
    return starts.map((start, i) => {
      const sealed = values[i];
      const lowest = Math.max(start, from);
      const page = sealed && decodePage(start, sealed);
      const problem = sealed === undefined ? 'missing' : 'not what was written';
      // a page may begin above its start, and end below its end, at the ends of the chain only
      if (page === undefined || page.first > lowest || page.last < Math.min(start + HEIGHTS_PER_PAGE - 1, to))
        throw corrupt(this.#path, `the headers from height ${lowest} on are ${problem}`);
      return page;
    });
  }

  /**
   * The page that holds a height.
   * @throws MidstateError ERR_STORE_CORRUPT
   */
  async page(height: number, snapshot?: Snapshot): Promise<Page> {
    const [page] = await this.pages(height, height, snapshot);
    return page as Page;
  }

  /**
   * A copy of the headers from one height to another, both included, `HEIGHTS_PER_READ` at most.
   * @throws MidstateError ERR_STORE_CORRUPT
   */
  async headers(from: number, to: number, snapshot?: Snapshot): Promise<Uint8Array> {
    const headers = new Uint8Array((to - from + 1) * HEADER_SIZE_BYTES);
    for (const page of await this.pages(from, to, snapshot)) {
      const first = Math.max(page.first, from);
      const end = Math.min(page.last, to) + 1;
      const part = page.headers.subarray(
        (first - page.first) * HEADER_SIZE_BYTES,
        (end - page.first) * HEADER_SIZE_BYTES,
      );
      headers.set(part, (first - from) * HEADER_SIZE_BYTES);
    }
    return headers;
  }

  /**
   * A copy of the body at a height of a page.
   * @throws MidstateError ERR_STORE_CORRUPT
   */
  async body(page: Page, height: number, snapshot?: Snapshot): Promise<Uint8Array> {
    const expected = bodyChecksumAt(page, height);
    if (expected === 0) return new Uint8Array(0);
    const body = await this.#database.get(bodyKey(height), snapshot ? { snapshot } : {});
    if (body === undefined) throw corrupt(this.#path, `the body at height ${height} is missing`);
    if (bodyChecksum(height, body) !== expected)
      throw corrupt(this.#path, `the body at height ${height} is not what was written`);
    return Uint8Array.from(body); // LevelDB's Buffer otherwise
  }

  /**
   * A copy of the headers in one entry of branches.
   * @throws MidstateError ERR_STORE_CORRUPT
   */
  async branches(number: number, snapshot?: Snapshot): Promise<Uint8Array> {
    const value = await this.#value(branchKey(number), `entry ${number} of branches`, snapshot);
    if (value === undefined) throw corrupt(this.#path, `the entry ${number} of branches is missing`);
    return Uint8Array.from(value.subarray(4));
  }

  async #value(key: Uint8Array, what: string, snapshot?: Snapshot): Promise<Uint8Array | undefined> {
    const sealed = await this.#database.get(key, snapshot ? { snapshot } : {});
    if (sealed === undefined) return undefined;
    const value = unseal(key, sealed);
    if (value === undefined) throw this.#malformed(what);
    return value;
  }

  #malformed(what: string): MidstateError {
    return corrupt(this.#path, `its ${what} is not what was written`);
  }
}

/**
 * Asserts that a store has the format that is read here.
 * @throws MidstateError ERR_STORE_MISMATCH
 */
export function assertFormat(path: string, format: number): void {
  if (format === FORMAT_VERSION) return;
  const facts =
    format < FORMAT_VERSION
      ? `it has format ${format}, of a time before the first release, which no release reads`
      : `it has format ${format}, and this version of the package reads format ${FORMAT_VERSION}`;
  throw mismatch(path, 'directory', {
    field: 'format',
    expected: String(FORMAT_VERSION),
    received: String(format),
    facts,
  });
}
