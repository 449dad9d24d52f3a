/**
 * Bytes as text in the source of a program: one printable character for a frequent byte, two for the others.
 *
 * For code this is far smaller than base64, before and behind gzip: equal bytes are equal characters, where base64 shifts
 * repeated code against itself by parts of a byte, and so hides it from a compressor.
 */

/** Printable ASCII, without what ends or escapes text in JavaScript and HTML: 88 characters. */
export const CHARACTERS: string =
  ' !#%()*+,-./0123456789:;=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_abcdefghijklmnopqrstuvwxyz{|}~';

/** So many of them stand for a byte of their own; the last two begin a pair. */
export const SINGLES_COUNT: number = CHARACTERS.length - 2;

/** All bytes in the order of their characters: those of a single one as they are given, the others upwards. */
export function byteOrder(singles: readonly number[]): readonly number[] {
  const others = Array.from({ length: 256 }, (_, byte) => byte).filter((byte) => !singles.includes(byte));
  return [...singles, ...others];
}

/**
 * The bytes of a text that build/byte-text.ts made, which is not checked.
 * @param singles the bytes of a single character, SINGLES_COUNT of them
 */
export function decodeByteText(text: string, singles: readonly number[]): Uint8Array<ArrayBuffer> {
  const order = byteOrder(singles);
  const placeOf = new Uint8Array(128);
  for (let place = 0; place < CHARACTERS.length; place++) placeOf[CHARACTERS.charCodeAt(place)] = place;
  const bytes = new Uint8Array(text.length);
  let size = 0;
  for (let i = 0; i < text.length; i++) {
    let place = placeOf[text.charCodeAt(i)]!;
    if (place >= SINGLES_COUNT)
      place = SINGLES_COUNT + (place - SINGLES_COUNT) * CHARACTERS.length + placeOf[text.charCodeAt(++i)]!;
    bytes[size++] = order[place]!;
  }
  return bytes.slice(0, size);
}
