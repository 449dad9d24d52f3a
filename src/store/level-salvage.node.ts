/**
 * What can still be read of a damaged store, without LevelDB, which ends the process where some damaged files are given to
 * it, and deletes files when it opens a database. Nothing is written here.
 *
 * Every table and every log in the directory is read, whatever the manifest says, and each block and record of them that
 * matches its checksum. Of a key, the newest entry counts. What is taken matches its seal too and follows the one below
 * it (level-scan.node.ts), so what is found is a chain that was once stored, or its lower part.
 *
 * Memory: 200 bytes for each entry, and what stands in logs, some megabytes.
 */
import { open, readdir, readFile, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { isMidstateError } from '../errors.ts';
import { bytesToHex, dataView } from '../primitives/index.ts';
import { FieldReader } from './level-fields.ts';
import { decodeKey } from './level-layout.node.ts';
import { readLog } from './level-log-format.ts';
import { EntryScan, type Scan } from './level-scan.node.ts';
import { intactTableEntries } from './level-table-format.ts';
import { LevelWitness, type Acknowledged } from './level-witness.node.ts';
import type { HeightRange } from './store-arguments.ts';

/** Where the newest value of a key is: bytes from a log, or a part of a table. Undefined for a removal. */
type Place = Uint8Array | { readonly table: string; readonly start: number; readonly end: number } | undefined;

interface Newest {
  readonly key: Uint8Array;
  readonly place: Place;
  readonly sequence: number;
}

/** The values that can still be read of a store whose database is not open. */
export class Salvage {
  readonly #directory: string;
  readonly #newest = new Map<string, Newest>();
  #table: { readonly name: string; readonly file: FileHandle } | undefined;

  private constructor(directory: string) {
    this.#directory = directory;
  }

  /** @throws signal.reason; errors of the file system */
  static async open(directory: string, signal?: AbortSignal): Promise<Salvage> {
    const found = new Salvage(directory);
    for (const name of await readdir(directory)) {
      signal?.throwIfAborted();
      if (/^\d+\.(?:ldb|sst)$/.test(name)) found.#takeTable(name, await readFile(join(directory, name)));
      if (/^\d+\.log$/.test(name)) found.#takeLog(await readFile(join(directory, name)));
    }
    return found;
  }

  /** The scan of all entries, as of an open database. */
  async scan(signal?: AbortSignal): Promise<Scan> {
    const scan = new EntryScan();
    for (const hex of [...this.#newest.keys()].toSorted()) {
      signal?.throwIfAborted();
      const { key, place } = this.#newest.get(hex) as Newest;
      const value = await this.#read(place);
      if (value) scan.take(key, value);
    }
    return scan.end();
  }

  async get(key: Uint8Array): Promise<Uint8Array | undefined> {
    return this.#read(this.#newest.get(bytesToHex(key))?.place);
  }

  async getMany(keys: readonly Uint8Array[]): Promise<(Uint8Array | undefined)[]> {
    const values: (Uint8Array | undefined)[] = [];
    for (const key of keys) values.push(await this.get(key));
    return values;
  }

  async close(): Promise<void> {
    await this.#table?.file.close();
    this.#table = undefined;
  }

  #takeTable(name: string, bytes: Uint8Array): void {
    for (const { key, value, sequence } of intactTableEntries(bytes)) {
      const start = value ? value.byteOffset - bytes.byteOffset : 0;
      this.#take(key, value && { table: name, start, end: start + value.length }, sequence);
    }
  }

  /** A record is a batch: u64 number of the first write, u32 how many, then each: 1, key, value; or 0, key. */
  #takeLog(bytes: Uint8Array): void {
    for (const content of readLog(bytes).contents) {
      if (content.length < 12) continue;
      const view = dataView(content);
      let sequence = view.getUint32(4, true) * 2 ** 32 + view.getUint32(0, true);
      const fields = new FieldReader(content, 12);
      while (!fields.ended) {
        const isValue = fields.number() === 1;
        const key = fields.text();
        this.#take(key, isValue ? fields.text() : undefined, sequence++);
      }
    }
  }

  #take(key: Uint8Array, place: Place, sequence: number): void {
    if (decodeKey(key) === undefined) return;
    const hex = bytesToHex(key);
    const known = this.#newest.get(hex);
    // LevelDB marks places in its own lists with the highest number that there can be
    if (sequence > Number.MAX_SAFE_INTEGER || (known && known.sequence >= sequence)) return;
    this.#newest.set(hex, { key: Uint8Array.from(key), place, sequence });
  }

  async #read(place: Place): Promise<Uint8Array | undefined> {
    if (place === undefined || place instanceof Uint8Array) return place;
    const { table, start, end } = place;
    if (this.#table?.name !== table) {
      await this.close();
      this.#table = { name: table, file: await open(join(this.#directory, table)) };
    }
    const value = new Uint8Array(end - start);
    await this.#table.file.read(value, 0, value.length, start);
    return value;
  }
}

/**
 * The heights to keep, null for none. What a rollback removed is not among them where the newest state is there to say so;
 * an older one says nothing of what was written later.
 */
export function heightsToKeep(
  { intact, state, problem }: Scan,
  acknowledged: Acknowledged | undefined,
): HeightRange | null {
  if (intact === null || problem === undefined || acknowledged === undefined) return intact;
  if (state?.range?.lowest !== intact.lowest || state.write < acknowledged.write) return intact;
  return { lowest: intact.lowest, tip: Math.min(intact.tip, state.range.tip) };
}

/** What the witness of a store says; undefined when it is missing or damaged. */
export async function readWitness(directory: string): Promise<Acknowledged | undefined> {
  const witness = new LevelWitness(directory);
  try {
    return await witness.read();
  } catch (error) {
    if (isMidstateError(error, 'ERR_STORE_CORRUPT')) return undefined;
    throw error;
  } finally {
    await witness.close();
  }
}

/** The heights that can still be read of a store whose files are damaged; undefined when that cannot be found out. */
export async function findIntact(path: string): Promise<HeightRange | null | undefined> {
  try {
    const found = await Salvage.open(path);
    try {
      return heightsToKeep(await found.scan(), await readWitness(path));
    } finally {
      await found.close();
    }
  } catch {
    return undefined; // the damage is what is to be told, not that of looking into it
  }
}
