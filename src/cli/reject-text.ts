/** Which header of an input was refused and why, as people and programs read it. */
import type { RejectedHeader } from '../chain/index.ts';
import type { Reject } from '../consensus/index.ts';
import { decodeHeader, hashToDisplayHex, HEADER_SIZE_BYTES } from '../primitives/index.ts';
import { formatBits } from './format.ts';

/** A header of an input that was refused. */
export interface RefusedInput extends Omit<RejectedHeader, 'height'> {
  /** null where the parent is not known: the header may stand anywhere. */
  readonly height: number | null;
  /** The hash of the parent, where that is not known. */
  readonly parent?: string;
}

/** A refusal in a batch, of an input of which so many headers came before. */
export function refusedInput(rejected: RejectedHeader, batch: Uint8Array, before: number): RefusedInput {
  const index = before + rejected.index;
  if (rejected.reject.id !== 'prev-blk-not-found') return { ...rejected, index };
  const at = rejected.index * HEADER_SIZE_BYTES;
  const { prevBlockHash } = decodeHeader(batch.subarray(at, at + HEADER_SIZE_BYTES));
  return { ...rejected, index, height: null, parent: hashToDisplayHex(prevBlockHash) };
}

/** What a program is told of it. */
export function refusalFacts({ index, height, hashHex: hash, parent, reject }: RefusedInput): object {
  const { id, ...facts } = reject;
  return { index, height, hash, ...(parent !== undefined && { parent }), reject: id, ...facts };
}

/** Which header it is, and the rule that it breaks. */
export function refusalLine({ index, height, reject }: RefusedInput): string {
  const mayPass = reject.permanence === 'retry' ? ', but may be valid later' : '';
  const place = height === null ? '' : ` (height ${height})`;
  return `header ${index}${place} breaks the rule ${reject.reason}${mayPass}`;
}

/** What is told below that line. */
export function refusalRows({ hashHex: hash, parent, reject }: RefusedInput): Record<string, string> {
  return { hash, ...(parent !== undefined && { 'unknown parent': parent }), ...factTexts(reject) };
}

/** The facts of a refusal as people read them: targets in their compact form as hexadecimal digits. */
function factTexts({ id: _id, permanence: _permanence, reason: _reason, ...facts }: Reject): Record<string, string> {
  const text = (name: string, value: string | number | null): string =>
    typeof value === 'number' && /bits$/i.test(name) ? formatBits(value) : String(value ?? 'none');
  return Object.fromEntries(
    Object.entries(facts as Record<string, string | number | null>).map(([name, value]) => [name, text(name, value)]),
  );
}
