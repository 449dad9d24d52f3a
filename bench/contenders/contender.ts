/** Who is compared: what names a contender in a row, and the abilities that several of them share. */

/** What stands in a row beside the figures. */
export interface Facts {
  /** The package's name. */
  readonly name: string;
  readonly version: string;
  /** What does the work: `simd`, `scalar` and `js` as an engine names them; `wasm`, `js`, `native` for others. */
  readonly backend: string;
  /** Which of the package's ways, or which setting of the work, where there are several. */
  readonly variant?: string | undefined;
}

/** The contender as a table names it, without version and backend. */
export function nameOf({ name, variant }: Pick<Facts, 'name' | 'variant'>): string {
  return variant === undefined ? name : `${name} ${variant}`;
}

/** A digest as a library gives it: js-sha256 gives a plain array. */
export type Bytes = Uint8Array | readonly number[];

/** A library that hashes one message at a call. */
export interface Hasher extends Facts {
  /** SHA-256 of a message, or of a digest that it returned before. */
  readonly sha256: (message: Bytes) => Bytes;
}

/** A library that hashes one message at a call, and tells the digest later. */
export interface AsyncHasher extends Facts {
  readonly sha256: (message: Uint8Array) => Promise<Uint8Array>;
}

/** A library that derives one key at a call: the first 32 bytes of PBKDF2-HMAC-SHA-256. */
export interface KeyDeriver extends Facts {
  readonly deriveKey: (password: Uint8Array, salt: Uint8Array, iterations: number) => Uint8Array | Promise<Uint8Array>;
}

/** The nonce that a search came to. */
export type Answer = number | undefined;
