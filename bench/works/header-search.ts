/**
 * header-search: hash a header with one nonce after another until one meets the target.
 *
 * The header is Bitcoin's first (genesis). Its nonce is public, and the range ends just behind it, so every contender
 * hashes exactly the whole range, and must come to that nonce.
 */
import { hexToBytes } from '../../src/primitives/index.ts';
import type { HeaderSearch } from '../contenders/contender.ts';
import type { Work } from './work.ts';

const GENESIS =
  '0100000000000000000000000000000000000000000000000000000000000000000000003ba3edfd7a7b12b27ac72c3e' +
  '67768f617fc81bc3888a51323a9fb8aa4b1e5e4a29ab5f49ffff001d1dac2b7c';
const NONCE = 2_083_236_893;
/** Bits 1d00ffff. */
const TARGET = 0xffffn << 208n;
/** A few milliseconds for the fastest, a tenth of a second for the slowest. */
const HASHES = 32_768;

const search: HeaderSearch = {
  header: hexToBytes(GENESIS),
  target: TARGET,
  start: NONCE + 1 - HASHES,
  end: NONCE + 1,
};

export const headerSearch: Work = {
  name: 'header-search',
  title: 'Search a nonce: sha256d of an 80-byte header, consecutive nonces, against a target',
  entrant: (contender) => ({
    name: `${contender.name} (${contender.backend})`,
    hashes: HASHES,
    check() {
      const found = contender.searchHeader(search);
      if (found !== NONCE) return `expected nonce ${NONCE}, got ${found}`;
      const none = contender.searchHeader({ ...search, end: NONCE });
      return none === undefined ? undefined : `expected no nonce before ${NONCE}, got ${none}`;
    },
    call: () => contender.searchHeader(search),
  }),
};
