/** Constants of SHA-256 (FIPS 180-4, 4.2.2 and 5.3.3). */

/** The 64 round constants. */
export const K: usize = memory.data<u32>([
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
  0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
  0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
  0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
  0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
  0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
  0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
  0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
], 16);

/** The initial state: eight words. */
export const INITIAL: usize = memory.data<u32>([
  0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
], 16);

/** The state after round 0 for W0 = 0. W0 is still to be added to the first (a) and the fifth (e). */
export const AFTER_ROUND_0: usize = memory.data<u32>([
  0xfc08884d, 0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0x98c7e2a2, 0x510e527f, 0x9b05688c, 0x1f83d9ab,
], 16);

/** The first word of padding: a one bit, then zeros. */
export const END_BIT: u32 = 0x80000000;

/** What padding adds to a schedule, in memory because spreading a constant costs a vector two operations, a load none. */
const PADDING: usize = memory.data<u32>([0x80000000, 0x11002000], 16);
export const AT_END_BIT: usize = PADDING;
export const AT_SIGMA0_END_BIT: usize = PADDING + 4;

/** The last word of padding, the size of the message in bits; then sigma0 of it, and sigma1 where that is used. */
export const SIZE_OF_HEADER: usize = memory.data<u32>([640, 0x00a00055], 16);
export const SIZE_OF_DIGEST: usize = memory.data<u32>([256, 0x00400022, 0x00a00000], 16);
/** A digest behind one of HMAC's key blocks: 96 bytes. */
export const SIZE_OF_HMAC: usize = memory.data<u32>([768, 0x00c00066, 0x01e00000], 16);
