/** Why a chain is not kept in the browser, or not safely, in words for whoever looks at the page. */
import { isMidstateError } from 'midstate';

/** What is wrong with a store, and what may be done about it. */
export interface StorageProblem {
  readonly kind: 'in use' | 'refused' | 'damaged' | 'other';
  readonly words: string;
}

/** The problem that the opening of a store was rejected with; undefined for an error that is none of a store's. */
export function storageProblem(error: unknown): StorageProblem | undefined {
  if (isMidstateError(error, 'ERR_STORE_LOCKED')) return { kind: 'in use', words: IN_USE };
  if (isMidstateError(error, 'ERR_STORE_UNAVAILABLE')) return { kind: 'refused', words: refused(error.details.reason) };
  if (isMidstateError(error, 'ERR_STORE_MISMATCH')) return { kind: 'other', words: mismatch(error.details) };
  if (isMidstateError(error, 'ERR_STORE_CORRUPT')) return { kind: 'damaged', words: damaged(error.details) };
  return undefined;
}

export const IN_USE =
  'Another tab has the stored chain open. This tab works in memory, and takes the stored chain over when the other one ' +
  'closes or gives it up.';

export const HANDED_OVER =
  'Another tab has taken the stored chain over. This tab works in memory now, and takes the chain back when that one ' +
  'closes or gives it up.';

export const WITHOUT_LOCKS =
  'This page was not loaded over HTTPS, so tabs cannot see each other: keep to one. The tab that opened the chain last ' +
  'has it; an older one is refused at its next block.';

function refused(reason: string): string {
  return (
    'This browser does not let the page keep data: a private window may forbid it, the settings of the site, or a full ' +
    `disk. The chain is in memory, and gone with this tab. What the browser says: ${reason}.`
  );
}

function mismatch({ field, expected, received }: { field: string; expected: string; received: string }): string {
  const facts =
    field === 'format'
      ? `was written by another version of this page: its format is ${received}, and this page reads ${expected}. ` +
        'Reloading may bring the newer page'
      : `belongs to another network: its ${field.replace(/^network\./, '')} is ${received}, and not ${expected}`;
  return `The chain that this browser keeps ${facts}. This tab works in memory; the stored chain is left as it is.`;
}

function damaged(details: { problem: string; intact?: { lowest: number; tip: number } }): string {
  const { problem, intact } = details;
  const rest = intact
    ? `Blocks ${intact.lowest} to ${intact.tip} can still be read.`
    : 'It is not known which of its blocks can still be read.';
  return (
    `The chain that this browser keeps is damaged: ${problem}. ${rest} Nothing is changed until you choose; this tab ` +
    'works in memory.'
  );
}

/** What a rebuild came to. */
export function rebuilt(kept: { lowest: number; tip: number } | undefined, lostUpTo: number | undefined): string {
  if (kept === undefined) return 'Nothing of the stored chain could be read: it begins anew.';
  const lost = lostUpTo === undefined ? 'no other is known to be lost' : `those up to ${lostUpTo} are lost`;
  return `The stored chain was rebuilt: blocks ${kept.lowest} to ${kept.tip} are there, ${lost}.`;
}
