/**
 * The two numbers of low-work header sync, per network, as Bitcoin Core 31 has them (kernel/chainparams.cpp).
 *
 * They trade memory against security. A header that differs from what was shown first is released after
 * `redownloadBufferSize / commitmentPeriod` bits above it were compared, so with probability 2^-23.7 on mainnet. A short
 * period costs bits for a long chain, a long one asks for a larger buffer. Core's contrib/devtools/headerssync-params.py
 * searches for the pair that needs the least memory while attackers who can send 6 Gbit/s in all get less than one
 * header in five blocks' time past it.
 */
import type { NetworkName } from '../consensus/index.ts';

/** How densely headers are committed to, and how many are held back. */
export interface HeadersSyncParams {
  /** A bit is kept for one header in so many; 1 or more. */
  readonly commitmentPeriod: number;
  /** So many headers must stand above one before the chain gets it; 0 or more. */
  readonly redownloadBufferSize: number;
}

const MAINNET: HeadersSyncParams = Object.freeze({ commitmentPeriod: 641, redownloadBufferSize: 15_218 });

const KNOWN: Readonly<Partial<Record<string, HeadersSyncParams>>> = /* @__PURE__ */ Object.freeze<
  Partial<Record<NetworkName, HeadersSyncParams>>
>({
  mainnet: MAINNET,
  testnet3: /* @__PURE__ */ Object.freeze({ commitmentPeriod: 673, redownloadBufferSize: 14_460 }),
  testnet4: /* @__PURE__ */ Object.freeze({ commitmentPeriod: 606, redownloadBufferSize: 16_092 }),
  signet: /* @__PURE__ */ Object.freeze({ commitmentPeriod: 620, redownloadBufferSize: 15_724 }),
  regtest: /* @__PURE__ */ Object.freeze({ commitmentPeriod: 275, redownloadBufferSize: 7017 }),
});

/**
 * The numbers of a network by its name. Networks that Bitcoin Core does not know get mainnet's: the chance per header
 * does not depend on the network, and memory then grows by 37 kB for each year of the chain's age.
 */
export function headersSyncParams(networkName: string): HeadersSyncParams {
  return (Object.hasOwn(KNOWN, networkName) ? KNOWN[networkName] : undefined) ?? MAINNET;
}
