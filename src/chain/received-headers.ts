/** What can be asked of a message of headers before anything is known of their chain (Bitcoin Core's CheckHeadersPoW). */
import { checkHeader, workOfBits, type NetworkParams, type Reject } from '../consensus/index.ts';
import type { HeaderBatch } from './header-batch.ts';
import type { MisbehaviorReason } from './headers-sync-messages.ts';

/** Why a message is refused. */
interface ReceivedFault {
  readonly reason: MisbehaviorReason;
  /** The rule that refused one of them; absent where one does not stand on the one before it. */
  readonly reject?: Reject;
}

/** Each must prove the work that it claims, and all but the first stand on the one before it. */
export function faultOfReceived(received: HeaderBatch, params: NetworkParams): ReceivedFault | undefined {
  for (let i = 0; i < received.count; i++) {
    const verdict = checkHeader(received.header(i), params, { hash: received.hash(i) });
    if (!verdict.ok) return { reason: 'header with invalid proof of work', reject: verdict.reject };
  }
  for (let i = 1; i < received.count; i++) {
    if (!received.follows(i)) return { reason: 'non-continuous headers sequence' };
  }
  return undefined;
}

/** What all of them claim together. */
export function workOfReceived(received: HeaderBatch): bigint {
  let work = 0n;
  for (let i = 0; i < received.count; i++) work += workOfBits(received.header(i).bits);
  return work;
}
