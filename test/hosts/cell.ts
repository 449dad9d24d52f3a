/** A cell of the matrix: what is expected of the package in one host under one policy, and whether what was found is that. */
import { createHash } from 'node:crypto';

/** The policies that a page is opened under. */
export const policyNames = ['none', 'strict', 'strict-wasm', 'isolated'] as const;
export type PolicyName = (typeof policyNames)[number];

/** What a host is to show. */
export interface Expectation {
  readonly backend: 'simd' | 'scalar' | 'js';
  readonly mode: 'workers' | 'this-thread';
  readonly workerKind: 'url' | 'blob' | 'thread' | 'custom' | 'none';
  /** What the one warning has to name, so that its reader knows what to change. Without it nothing is warned of. */
  readonly warned?: readonly string[];
}

/** What the consumer told, in `stranger/consumer.js`. */
export interface Findings {
  readonly backend: string;
  readonly reason: string;
  readonly mode: string;
  readonly workerKind: string;
  readonly threads: number;
  /** The mined header in hex. */
  readonly solved: string;
  /** Its hash as displayed. */
  readonly hash: string;
  /** By `checkHeader`. */
  readonly isAccepted: boolean;
  /** Hashes per second. */
  readonly rate: number;
  readonly isCrossOriginIsolated: boolean;
  readonly warnings: readonly { readonly code: string; readonly message: string; readonly advice?: string }[];
}

/** A host that was tried: findings, or what kept it from telling any. */
export interface Outcome {
  readonly findings?: Findings;
  readonly error?: string;
  /** Of the workers that the browser started, where it tells. */
  readonly workerUrls?: readonly string[];
}

/** By Python's hashlib: the lowest nonce of the consumer's header is 72058. */
const SOLVED =
  '000000200000000000000000000000000000000000000000000000000000000000000000' +
  '07070707070707070707070707070707070707070707070707070707070707078030026bffff001f7a190100';
const HASH = '0000d1db07018964eebf326a01711d570b97c38efcec9788d801680f07ba46d3';

/** What is wrong with a cell, a sentence each; nothing where it is as expected. */
export function failuresOf(expected: Expectation, outcome: Outcome, policy?: PolicyName): string[] {
  const { findings, error, workerUrls } = outcome;
  if (findings === undefined) return [`told nothing: ${error ?? 'no reason given'}`];
  const failures: string[] = [];
  const expect = (what: string, wanted: unknown, got: unknown): void => {
    if (got !== wanted) failures.push(`${what}: expected ${String(wanted)}, got ${String(got)}`);
  };
  expect('backend', expected.backend, findings.backend);
  expect('mode', expected.mode, findings.mode);
  expect('worker kind', expected.workerKind, findings.workerKind);
  expect('threads', expected.mode === 'workers' ? 2 : 1, findings.threads);
  expect('solved header', SOLVED, findings.solved);
  expect('its hash', HASH, findings.hash);
  expect('its hash by node:crypto', HASH, doubleSha256(findings.solved));
  expect('accepted by checkHeader', true, findings.isAccepted);
  expect('a rate above 0', true, findings.rate > 0 && Number.isFinite(findings.rate));
  if (policy !== undefined) expect('cross-origin isolated', policy === 'isolated', findings.isCrossOriginIsolated);
  if (workerUrls !== undefined && expected.mode === 'workers') {
    const started = workerUrls.filter((url) => url.startsWith('blob:') === (expected.workerKind === 'blob'));
    expect('workers that the browser started', true, started.length >= 2);
  }
  return [...failures, ...warningFailures(expected.warned, findings.warnings)];
}

function warningFailures(warned: Expectation['warned'], warnings: Findings['warnings']): string[] {
  const texts = warnings.map(({ code, message, advice }) => `${code}: ${message} ${advice ?? ''}`);
  if (warned === undefined) return texts.map((text) => `warned unexpectedly: ${text}`);
  if (warnings.length !== 1) return [`expected one warning, got ${warnings.length}: ${texts.join(' | ')}`];
  const failures = warnings[0]!.code === 'degraded' ? [] : [`expected the warning 'degraded', got ${texts[0]}`];
  for (const word of warned)
    if (!texts[0]!.includes(word)) failures.push(`expected a warning of ${word}, got ${texts[0]}`);
  return failures;
}

function doubleSha256(hex: string): string {
  const once = createHash('sha256').update(Buffer.from(hex, 'hex')).digest();
  return createHash('sha256').update(once).digest().reverse().toString('hex');
}
