/** Writes bytes as the text that src/engine/byte-text.ts reads. */
import { byteOrder, CHARACTERS, SINGLES_COUNT } from '../src/engine/byte-text.ts';

/** The bytes that are the most frequent in these files, upwards: as many as have a character of their own. */
export function frequentBytes(files: readonly Uint8Array[]): number[] {
  const counts = new Uint32Array(256);
  for (const file of files) for (const byte of file) counts[byte]!++;
  const byCount = Array.from(counts, (_, byte) => byte).toSorted((a, b) => counts[b]! - counts[a]! || a - b);
  return byCount.slice(0, SINGLES_COUNT).toSorted((a, b) => a - b);
}

/** The text of a file. @param singles what `frequentBytes` gave */
export function encodeByteText(file: Uint8Array, singles: readonly number[]): string {
  const codes: string[] = [];
  for (const [place, byte] of byteOrder(singles).entries()) {
    const pair = place - SINGLES_COUNT;
    const first = pair < 0 ? place : SINGLES_COUNT + Math.floor(pair / CHARACTERS.length);
    codes[byte] = CHARACTERS[first]! + (pair < 0 ? '' : CHARACTERS[pair % CHARACTERS.length]!);
  }
  return Array.from(file, (byte) => codes[byte]!).join('');
}
