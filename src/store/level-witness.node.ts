/**
 * A witness of what was acknowledged, in a file of its own beside LevelDB's.
 *
 * LevelDB leaves out without a word what does not match its sum when it replays its log: rightly so for a write that
 * was cut off, but a flipped bit looks the same, and a log that is gone like one that never was. So the number of the
 * newest durable write stands here too, and the database must reach it when it is opened. It may be ahead by a write
 * that was stopped between the two.
 *
 * The file has two slots, written by turns in place and fsynced; the one with the higher number counts. A write that
 * is torn leaves the other. A slot is three big endian u32 and their CRC-32: number of the write, 1 when the store
 * holds records and 0 when it is empty, tip height.
 *
 * Cost, as medians of 400 appends of 500 bytes on ext4 on a virtual disk: 0.26 ms an append without it, 0.47 ms with it.
 * The write of a temporary file that is renamed into place costs several times as much: two fsyncs, its own and the
 * directory's.
 */
import { open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf, corrupt } from './level-errors.ts';
import { decodeNumbers, encodeNumbers, seal, unseal } from './level-layout.node.ts';
import { syncDirectory } from './level-swap.node.ts';

/** The witness's name in the directory of the store. */
export const WITNESS_FILE = 'acknowledged';

/** What was acknowledged last. */
export interface Acknowledged {
  /** Number of the write; 0 before the first. */
  readonly write: number;
  /** Tip height after it; undefined when the store was empty. */
  readonly tip: number | undefined;
}

const SLOT_KEY = new TextEncoder().encode(WITNESS_FILE);
const SLOT_SIZE_BYTES = 16;
/** Far enough apart that no disk writes both at once. */
const SLOT_DISTANCE_BYTES = 4096;

/** Used only while the database is open, whose lock keeps other processes away. */
export class LevelWitness {
  readonly #directory: string;
  #file: FileHandle | undefined;

  constructor(directory: string) {
    this.#directory = directory;
  }

  /**
   * What was written last; undefined when there is no file, or one whose first writes were never done.
   * @throws MidstateError ERR_STORE_CORRUPT
   */
  async read(): Promise<Acknowledged | undefined> {
    try {
      this.#file = await open(join(this.#directory, WITNESS_FILE), 'r+');
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return undefined;
      throw error;
    }
    const bytes = new Uint8Array(SLOT_DISTANCE_BYTES + SLOT_SIZE_BYTES);
    const { bytesRead } = await this.#file.read(bytes, 0, bytes.length, 0);
    const [a, b] = [decodeSlot(bytes, 0), decodeSlot(bytes, SLOT_DISTANCE_BYTES)];
    const newer = a && b ? (a.write > b.write ? a : b) : (a ?? b);
    // The second slot comes with the first write: before that one, nothing can have been acknowledged.
    if (newer === undefined && bytesRead <= SLOT_DISTANCE_BYTES) return undefined;
    if (newer === undefined) throw corrupt(this.#directory, `its file ${WITNESS_FILE} is not what was written`);
    return newer;
  }

  /** Resolves when it is durable. */
  async write({ write, tip }: Acknowledged): Promise<void> {
    const file = (this.#file ??= await createFile(this.#directory));
    const slot = seal(SLOT_KEY, encodeNumbers(write, tip === undefined ? 0 : 1, tip ?? 0));
    await file.write(slot, 0, slot.length, (write % 2) * SLOT_DISTANCE_BYTES);
    await file.datasync();
  }

  async close(): Promise<void> {
    await this.#file?.close();
  }
}

function decodeSlot(bytes: Uint8Array, at: number): Acknowledged | undefined {
  const [write, filled, tip] = decodeNumbers(unseal(SLOT_KEY, bytes.subarray(at, at + SLOT_SIZE_BYTES)), 3) ?? [];
  return write === undefined ? undefined : { write, tip: filled ? tip : undefined };
}

async function createFile(directory: string): Promise<FileHandle> {
  const file = await open(join(directory, WITNESS_FILE), 'w+');
  await syncDirectory(directory);
  return file;
}
