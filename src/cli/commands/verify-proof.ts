/** `midstate verify proof`: checks a proof of work since a trusted header. */
import { checkWorkProof, decodeWorkProof, type WorkProof, type WorkProofCheck } from '../../chain/index.ts';
import { networks } from '../../consensus/index.ts';
import { createEngine } from '../../engine/index.ts';
import { messageOf } from '../../errors.ts';
import { decodeHeader, HEADER_SIZE_BYTES } from '../../primitives/index.ts';
import { nameOf, readBytes } from '../byte-input.ts';
import { integerFlag, UsageError, type Command, type CommandInput } from '../command.ts';
import { networkFlag, NETWORK_OPTION } from '../network-option.ts';
import { printProven, provenFacts, refusedFacts } from '../proof-report.ts';
import { systemSeconds } from '../system-clock.ts';

/** What proofs begin with, and more bytes than the longest chains make: six million headers, or half as many as digits. */
const PROOF_LIMITS = { magic: '6d737066', maxBytes: 2 ** 29 };

export const verifyProofCommand: Command = {
  name: 'verify proof',
  words: ['FILE|-'],
  summary: 'check a proof of work, and say how much work it shows',
  details: [
    'FILE is what `midstate chain proof` makes, as bytes or hexadecimal digits; - is standard input. Its headers are checked by',
    'all rules of the network, its transactions by their merkle branches. Work and time count from the trusted header on, which',
    'must be among its headers. Rules that need headers which it does not hold count as unchecked, never as passed.',
    'Exit code 0: valid, 1: it shows nothing, 2: malformed.',
  ].join('\n'),
  options: {
    trust: {
      type: 'string',
      value: 'HEIGHT:HASH',
      help: "a header that you know, 64 digits as explorers show it (default: the network's genesis)",
    },
    network: NETWORK_OPTION,
    now: {
      type: 'string',
      value: 'SECONDS',
      help: 'the clock for "too far in the future", seconds since 1970 (default: now)',
    },
    json: { type: 'boolean', help: 'one JSON object' },
  },
  run,
};

async function run(input: CommandInput): Promise<number> {
  const [file = ''] = input.words;
  const params = networkFlag(input) ?? networks.mainnet;
  const trusted = trustFlag(input);
  const now = integerFlag(input, 'now', 0, 0xffffffff) ?? systemSeconds();
  const proof = decoded(file, await readBytes(file, input.signal, PROOF_LIMITS));
  if (trusted === undefined && proof.height > 0 && proof.genesisHash === params.genesisHash) {
    throw new UsageError(
      `--trust: expected HEIGHT:HASH of a header that you know, as the proof begins at ${proof.height}, above genesis`,
    );
  }
  using engine = await createEngine();
  return report(proof, { params, now, hasher: engine, ...(trusted && { trusted }) }, input);
}

/**
 * Checks a proof and prints what it shows.
 * @returns the exit code
 */
function report(proof: WorkProof, options: WorkProofCheck, { output, flags }: CommandInput): number {
  const { params } = options;
  const verdict = checkWorkProof(proof, options);
  const json = flags['json'] === true;
  if (!verdict.ok) {
    if (json) output.json(refusedFacts(verdict, params));
    else output.line(`${output.styled('red', 'invalid')}: ${verdict.reason}`);
    return 1;
  }
  const { bits } = decodeHeader(proof.headers.subarray(-HEADER_SIZE_BYTES));
  if (json) output.json(provenFacts(verdict, bits, params));
  else printProven(verdict, bits, params, output);
  return 0;
}

function trustFlag(input: CommandInput): WorkProofCheck['trusted'] {
  const text = input.flags['trust'];
  if (text === undefined) return undefined;
  const [, height, hashHex] = /^(\d{1,10}):([0-9a-fA-F]{64})$/.exec(String(text)) ?? [];
  if (height === undefined || hashHex === undefined || Number(height) > 0xffffffff)
    throw new UsageError(`--trust: expected HEIGHT:HASH, the hash of 64 digits, got ${JSON.stringify(text)}`);
  return { height: Number(height), hashHex: hashHex.toLowerCase() };
}

function decoded(file: string, bytes: Uint8Array): WorkProof {
  try {
    return decodeWorkProof(bytes);
  } catch (error) {
    throw new UsageError(`${nameOf(file)}: ${messageOf(error)}`, { cause: error });
  }
}
