// The database under a LevelDB store: its keys, written down from the layout, not made by the code under test.
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { ClassicLevel } from 'classic-level';

/** Where thousands of stores are opened and synced: in memory, if the system has such a place. */
export const fastDirectory: string = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

export const key = (letter: string, height?: number, after = ''): Buffer => {
  const number = Buffer.alloc(height === undefined ? 0 : 4);
  if (height !== undefined) number.writeUInt32BE(height);
  return Buffer.concat([Buffer.from(letter), number, Buffer.from(after)]);
};
export const bodyKey = (height: number): Buffer => key('c', height, 'b');

/** Works on the closed database in a directory. */
export async function underneath(
  path: string,
  work: (database: ClassicLevel<Buffer, Buffer>) => Promise<void>,
): Promise<void> {
  const settings = { keyEncoding: 'buffer', valueEncoding: 'buffer', compression: false } as const;
  const database = new ClassicLevel<Buffer, Buffer>(path, settings);
  await work(database);
  await database.close();
}
