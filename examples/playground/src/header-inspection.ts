/** All that the page tells of one header: its fields, its work, its rules. What was typed is judged here, in words. */
import type { NetworkParams } from 'midstate/consensus';
import { decodeHeader, type HeaderHasher } from 'midstate/primitives';
import { headerFields, type HeaderField } from './header-fields.ts';
import { parseHeaderHex, parseHeadersHex } from './header-hex.ts';
import { findPlace } from './header-place.ts';
import { judgeByEachRule, type JudgedRule } from './rule-verdicts.ts';
import { explainWork, type WorkExplanation } from './work-explanation.ts';

/** What the reader typed. */
export interface TypedHeader {
  readonly header: string;
  readonly height: string;
  readonly before: string;
}

export interface HeaderInspection {
  /** Undefined where it is not known. */
  readonly height: number | undefined;
  readonly fields: readonly HeaderField[];
  readonly work: WorkExplanation;
  readonly rules: readonly JudgedRule[];
}

export type Inspected =
  | { readonly ok: true; readonly inspection: HeaderInspection }
  /** One line that names the field, what was expected in it, and what came. */
  | { readonly ok: false; readonly field: keyof TypedHeader; readonly problem: string };

/** How it is judged. */
export interface InspectionOptions {
  readonly params: NetworkParams;
  readonly hasher: HeaderHasher;
  /** The clock, seconds since 1970. */
  readonly now: number;
  /** Awaited between pieces of work: gives the page its turn. */
  readonly tick: () => Promise<void>;
}

export async function inspectHeader(typed: TypedHeader, options: InspectionOptions): Promise<Inspected> {
  const { params, hasher, now, tick } = options;
  const parsed = parseHeaderHex(typed.header);
  if (!parsed.ok) return { ok: false, field: 'header', problem: `Header in hex: ${parsed.problem}` };
  const before = parseHeadersHex(typed.before);
  if (!before.ok) return { ok: false, field: 'before', problem: `Headers before it: ${before.problem}` };
  const header = parsed.headers;
  await tick();
  const found = await findPlace({ header, height: typed.height, before: before.headers }, options);
  if (!found.ok) return found;
  await tick();
  const hash = hasher.sha256dHeaders(header);
  const inspection = {
    height: found.place.height,
    fields: headerFields(header),
    work: explainWork(decodeHeader(header).bits, hash, params),
    rules: judgeByEachRule({ header, hash, params, place: found.place, now }),
  };
  return { ok: true, inspection };
}
