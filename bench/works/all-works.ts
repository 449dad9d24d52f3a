/** The works, in the order in which they are measured and shown. */
import { altchaV2Chain } from './altcha-v2-chain.ts';
import { batchHeaders } from './batch-headers.ts';
import { batchMessages } from './batch-messages.ts';
import { batchPairs } from './batch-pairs.ts';
import { chain } from './chain.ts';
import { headerSearch } from './header-search.ts';
import { messageSearch } from './message-search.ts';
import { miner } from './miner.ts';
import { nip13 } from './nip13.ts';
import { pbkdf2 } from './pbkdf2.ts';
import { verify } from './verify.ts';
import { versionRolling } from './version-rolling.ts';
import type { Work } from './work.ts';

export const works: readonly Work[] = [
  headerSearch,
  versionRolling,
  messageSearch,
  nip13,
  altchaV2Chain,
  pbkdf2,
  batchHeaders,
  batchPairs,
  batchMessages,
  verify,
  chain,
  miner,
];
