/**
 * LevelDB's manifest: a log (level-log-format.ts) of changes to the list of tables, each a row of tagged fields.
 * Source: VersionEdit in db/version_edit.cc of LevelDB 1.20.
 */
import { FieldReader } from './level-fields.ts';

export interface Manifest {
  /** Sizes of the tables in use by their numbers. */
  readonly tables: ReadonlyMap<number, number>;
  /** Number of the oldest log that is still needed. */
  readonly oldestLog: number;
}

/**
 * The list of tables after all changes.
 * @throws RangeError when the contents are no changes
 */
export function readManifest(contents: readonly Uint8Array[]): Manifest {
  const tables = new Map<number, number>();
  let oldestLog = 0;
  for (const content of contents) {
    const deleted: number[] = [];
    const added: [number, number][] = [];
    const fields = new FieldReader(content);
    while (!fields.ended) {
      const tag = fields.number();
      switch (tag) {
        case 1: // name of the comparator
          fields.text();
          break;
        case 2:
          oldestLog = fields.number();
          break;
        case 3: // next file number
        case 4: // last sequence number
        case 9: // number of the log before
          fields.number();
          break;
        case 5: // level, key
          fields.number();
          fields.text();
          break;
        case 6:
          fields.number(); // level
          deleted.push(fields.number());
          break;
        case 7: {
          fields.number(); // level
          added.push([fields.number(), fields.number()]);
          fields.text(); // lowest key
          fields.text(); // highest key
          break;
        }
        default:
          throw new RangeError(`tag: expected 1 to 7 or 9, got ${tag}`);
      }
    }
    // a table that moves to another level is deleted and added by the same change
    for (const number of deleted) tables.delete(number);
    for (const [number, sizeBytes] of added) tables.set(number, sizeBytes);
  }
  return { tables, oldestLog };
}
