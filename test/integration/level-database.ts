// The database under a LevelDB store: its keys, written down from the layout, not made by the code under test.
import { ClassicLevel } from 'classic-level';

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
  const database = new ClassicLevel<Buffer, Buffer>(path, { keyEncoding: 'buffer', valueEncoding: 'buffer' });
  await work(database);
  await database.close();
}
