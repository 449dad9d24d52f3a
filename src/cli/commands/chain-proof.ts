/** `midstate chain proof`: makes a proof of work out of a stored chain, or a file of headers, for someone else to check. */
import {
  checkWorkProof,
  encodeWorkProof,
  makeWorkProof,
  type ReadonlyChain,
  type TransactionInProof,
} from '../../chain/index.ts';
import { networks, type NetworkParams } from '../../consensus/index.ts';
import { createEngine, type Engine } from '../../engine/index.ts';
import { messageOf } from '../../errors.ts';
import {
  bytesToHex,
  decodeHeader,
  decodeMerkleBlock,
  equalBytes,
  hashToDisplayHex,
  headerHash,
  sha256d,
  stripWitnesses,
} from '../../primitives/index.ts';
import { nameOf, readBytes } from '../byte-input.ts';
import { DATA_OPTION, openExistingChain, rootOf, STORED_NETWORK_OPTION } from '../chain-store.ts';
import { integerFlag, UsageError, type Command, type CommandInput } from '../command.ts';
import { CommandFailure } from '../failure.ts';
import { formatQuantity } from '../format.ts';
import { headerBatches } from '../header-batches.ts';
import { readHeaders } from '../header-input.ts';
import { writeFile, writeToOutput } from '../header-output.ts';
import { HeaderVerification } from '../header-verification.ts';
import { FROM_OPTION, TO_OPTION } from '../height-range.ts';
import { networkFlag } from '../network-option.ts';
import { printProven, provenFacts } from '../proof-report.ts';
import { refusalLine } from '../reject-text.ts';
import { systemSeconds } from '../system-clock.ts';

const BATCH_HEADERS = 2000;

export const chainProofCommand: Command = {
  name: 'chain proof',
  words: ['FILE|-'],
  summary: 'a proof of the work in a part of a chain, for others to check',
  details: [
    'FILE gets the headers from one height to another, to be checked by `midstate verify proof` with nothing else than a header',
    'that is trusted; - is standard output. It may stand anywhere among them: those below it let more rules be judged. The',
    'chain is that of a data directory, or of a file of headers. A transaction is added with what `bitcoin-cli gettxoutproof`',
    'prints for it, and, so that nobody can pass off a part of the tree as a transaction, with its own bytes.',
  ].join('\n'),
  options: {
    data: DATA_OPTION,
    network: STORED_NETWORK_OPTION,
    headers: {
      type: 'string',
      value: 'FILE|-',
      help: 'headers as `midstate verify headers` takes them, instead of --data',
    },
    'anchor-height': {
      type: 'string',
      value: 'H',
      help: 'the height of the first of --headers (default: start at genesis)',
    },
    from: FROM_OPTION,
    to: TO_OPTION,
    txoutproof: { type: 'string', value: 'FILE', help: 'a merkle block, bytes or hexadecimal digits' },
    transaction: { type: 'string', value: 'FILE', help: 'a transaction of --txoutproof, bytes or hexadecimal digits' },
    json: { type: 'boolean', help: 'one JSON object when FILE is written' },
  },
  run,
};

async function run(input: CommandInput): Promise<number> {
  const [file = ''] = input.words;
  const json = input.flags['json'] === true;
  if (file === '') throw new UsageError('chain proof: expected FILE or -, got an empty text');
  if (file === '-' && json) throw new UsageError('chain proof: --json goes with a FILE: standard output has the proof');
  if (input.flags['headers'] === undefined && input.flags['anchor-height'] !== undefined)
    throw new UsageError('--anchor-height: it goes with --headers');
  if (input.flags['headers'] !== undefined && input.flags['data'] !== undefined)
    throw new UsageError('--headers: it takes the place of --data');
  if (input.flags['transaction'] !== undefined && input.flags['txoutproof'] === undefined)
    throw new UsageError('--transaction: it goes with --txoutproof');
  if (input.flags['headers'] !== undefined) {
    using engine = await createEngine();
    const params = networkFlag(input) ?? networks.mainnet;
    return await write(input, await readChain(input, params, engine), engine);
  }
  await using opened = await openExistingChain(input);
  return await write(input, opened.chain, opened.engine);
}

async function write(input: CommandInput, chain: ReadonlyChain, engine: Engine): Promise<number> {
  const [file = ''] = input.words;
  const { output, signal } = input;
  const { params, tip } = chain;
  const from = integerFlag(input, 'from', rootOf(chain).height, tip.height) ?? rootOf(chain).height;
  const to = integerFlag(input, 'to', from, tip.height) ?? tip.height;
  const proof = makeWorkProof(chain, { from, to, transactions: await transactionsOf(input, chain, from, to) });
  // what cannot be checked is not handed out
  const trusted = { height: from, hashHex: chain.entryAt(from)!.hashHex };
  const verdict = checkWorkProof(proof, { params, now: 0xffffffff, trusted, hasher: engine });
  if (!verdict.ok) throw new CommandFailure(`no proof can be made: ${verdict.reason}`);

  const bytes = encodeWorkProof(proof);
  const source = inOne(bytes);
  if (file === '-') {
    await writeToOutput(source, signal);
    return 0;
  }
  await writeFile(file, source, signal);
  const { bits } = chain.entryAt(to)!;
  if (input.flags['json'] === true) {
    const { valid: _valid, ...facts } = provenFacts(verdict, bits, params);
    output.json({ file, bytes: bytes.length, ...facts });
  } else {
    output.line(`${formatQuantity(bytes.length, 'byte')} in ${file}`);
    printProven(verdict, bits, params, output);
  }
  return 0;
}

/** The chain in a file of headers. */
async function readChain(input: CommandInput, params: NetworkParams, engine: Engine): Promise<ReadonlyChain> {
  const file = String(input.flags['headers']);
  const anchorHeight = integerFlag(input, 'anchor-height', 0, 0xffffffff) || undefined;
  const verification = new HeaderVerification({ params, hasher: engine, now: systemSeconds(), anchorHeight });
  for await (const headers of headerBatches(readHeaders(file, input.signal), BATCH_HEADERS))
    if (!verification.accept(headers)) break;
  input.signal.throwIfAborted();
  const { rejected, chain } = verification;
  if (rejected !== undefined || chain === undefined)
    throw new CommandFailure(`${nameOf(file)}: ${verification.wrongStart ?? (rejected && refusalLine(rejected))}`);
  return chain;
}

/** No transaction, and no merkle block, is longer than a block: 4 MB, or twice as many digits. */
const MAX_BLOCK_DIGITS = 2 ** 23;

/** The transactions that a merkle block leads to, in the block of the chain that it is about. */
async function transactionsOf(
  input: CommandInput,
  chain: ReadonlyChain,
  from: number,
  to: number,
): Promise<TransactionInProof[]> {
  const file = input.flags['txoutproof'];
  if (typeof file !== 'string') return [];
  const { header, matches, root } = await parsed(file, input, decodeMerkleBlock);
  const hashHex = hashToDisplayHex(headerHash(header));
  const entry = chain.entry(hashHex);
  if (entry === undefined || chain.entryAt(entry.height)?.hashHex !== hashHex)
    throw new UsageError(`--txoutproof: ${file} is about the block ${hashHex}, which is not on the chain`);
  if (entry.height < from || entry.height > to)
    throw new UsageError(`--txoutproof: ${file} is about height ${entry.height}, expected one from ${from} to ${to}`);
  if (!equalBytes(root, decodeHeader(header).merkleRoot))
    throw new UsageError(`--txoutproof: ${file} leads to the root ${bytesToHex(root)}, which is not its header's`);
  if (matches.length === 0) throw new UsageError(`--txoutproof: ${file} leads to no transaction`);

  const given = input.flags['transaction'];
  const transaction = typeof given === 'string' ? await parsed(given, input, stripWitnesses) : undefined;
  const id = transaction && sha256d(transaction);
  if (id !== undefined && !matches.some(({ transactionId }) => equalBytes(transactionId, id)))
    throw new UsageError(`--transaction: ${String(given)} has the id ${hashToDisplayHex(id)}, which is not in ${file}`);
  return matches.map((match) => ({
    height: entry.height,
    ...match,
    ...(transaction && id && equalBytes(match.transactionId, id) && { transaction }),
  }));
}

async function parsed<Value>(file: string, input: CommandInput, decode: (bytes: Uint8Array) => Value): Promise<Value> {
  const bytes = await readBytes(file, input.signal, { maxBytes: MAX_BLOCK_DIGITS });
  try {
    return decode(bytes);
  } catch (error) {
    throw new UsageError(`${nameOf(file)}: ${messageOf(error)}`, { cause: error });
  }
}

async function* inOne(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
