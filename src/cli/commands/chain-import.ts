/** `midstate chain import`: takes headers from a file into a stored chain. */
import type { Anchor } from '../../chain/index.ts';
import { checkHeader, type NetworkParams } from '../../consensus/index.ts';
import { decodeHeader, equalBytes, hashToDisplayHex, headerHash, HEADER_SIZE_BYTES } from '../../primitives/index.ts';
import { nameOf } from '../byte-input.ts';
import {
  dataDirectory,
  DATA_OPTION,
  directoryKind,
  openChainIn,
  openStoreIn,
  type OpenedChain,
} from '../chain-store.ts';
import { integerFlag, UsageError, type Command, type CommandInput } from '../command.ts';
import { assertNoGenesis, describeWrongStart, networkOfGenesis } from '../first-header.ts';
import { formatQuantity } from '../format.ts';
import { headerBatches, readingStatus } from '../header-batches.ts';
import { readHeaders, type InputProgress } from '../header-input.ts';
import { ImportReport } from '../import-report.ts';
import { NETWORK_OPTION, networkFlag } from '../network-option.ts';
import { refusedInput, type RefusedInput } from '../reject-text.ts';
import { systemSeconds } from '../system-clock.ts';

/** Headers that are judged and made durable at once: many enough for the disk, few enough for Ctrl-C. */
const BATCH_HEADERS = 8192;

export const chainImportCommand: Command = {
  name: 'chain import',
  words: ['FILE|-'],
  summary: 'take block headers into a stored chain',
  details: [
    'FILE holds headers of 80 bytes each, or 160 hexadecimal digits a line; - is standard input. Every rule is checked, and',
    'branches and reorgs are kept. What is reported is durable: an import that was stopped or killed is run again, and goes',
    'on with what is missing. Without a chain in the directory one is begun, of the network whose genesis comes first.',
    'Exit code 0: all taken, 1: a header was refused, or stopped, 2: malformed.',
  ].join('\n'),
  options: {
    data: DATA_OPTION,
    network: { ...NETWORK_OPTION, help: NETWORK_OPTION.help.replace(/ \(default: .*\)$/, ' (default: see above)') },
    'anchor-height': { type: 'string', value: 'H', help: 'begin at the first header, trusted to be at height H' },
    json: { type: 'boolean', help: 'one JSON object' },
  },
  run,
};

async function run(input: CommandInput): Promise<number> {
  const [file = ''] = input.words;
  let read: InputProgress | undefined;
  const source = readHeaders(file, input.signal, (progress) => (read = progress));
  let report: ImportReport | undefined;
  const batches = sayWhatIsStored(headerBatches(source, BATCH_HEADERS), () =>
    read === undefined ? undefined : (report?.imported ?? 0),
  );
  try {
    const first = await batches.next();
    if (first.done === true) throw input.signal.reason;
    await using opened = await openForHeaders(input, file, first.value.slice(0, HEADER_SIZE_BYTES));
    const counted = new ImportReport(opened, input.output, performance.now());
    report = counted;
    if (opened.beginsWithFirst) counted.countRoot();
    const now = systemSeconds();
    const takeIn = async (headers: Uint8Array): Promise<RefusedInput | undefined> => {
      const before = counted.seen;
      const result = await opened.stored.accept(headers, now);
      counted.count(result);
      input.output.status(readingStatus(counted.seen, counted.seconds(), read));
      return result.rejected && refusedInput(result.rejected, headers, before);
    };
    let rejected = await takeIn(first.value);
    if (rejected === undefined) {
      for await (const headers of batches) {
        if (input.signal.aborted) break;
        rejected = await takeIn(headers);
        if (rejected !== undefined) break;
      }
    }
    input.output.endStatus();
    const json = input.flags['json'] === true;
    if (rejected !== undefined) return counted.refused(rejected, json);
    if (input.signal.aborted) return counted.stopped(input.signal.reason, json);
    return counted.done(json);
  } finally {
    input.output.endStatus();
    // the input may have more, and is not waited for
    await batches.return(undefined);
  }
}

/**
 * The same batches; where the input is malformed, the message says as well what was stored of it.
 * @param stored how many headers; undefined where nothing was read
 */
async function* sayWhatIsStored(
  batches: AsyncIterable<Uint8Array>,
  stored: () => number | undefined,
): AsyncGenerator<Uint8Array> {
  try {
    yield* batches;
  } catch (error) {
    const headers = stored();
    if (!(error instanceof UsageError) || headers === undefined) throw error;
    const what = headers === 0 ? 'nothing' : formatQuantity(headers, 'new header');
    throw new UsageError(`${error.message}; stored before it: ${what}`, { cause: error });
  }
}

/** Opens the chain that the headers go into; begins one where there is none. */
async function openForHeaders(
  input: CommandInput,
  file: string,
  firstHeader: Uint8Array,
): Promise<OpenedChain & { readonly beginsWithFirst: boolean }> {
  const wanted = networkFlag(input);
  // at height 0 stands genesis, and nothing below it is missing: no anchor
  const anchorHeight = integerFlag(input, 'anchor-height', 0, 0xffffffff) || undefined;
  const genesisOf = networkOfGenesis(firstHeader);
  const path = dataDirectory(input, (wanted ?? genesisOf)?.name ?? 'devnet');
  const isNew = directoryKind(path) !== 'store';
  const params = wanted ?? (isNew ? genesisOf : undefined);
  if (isNew && params === undefined)
    throw new UsageError(
      `--network: expected the network of the new chain in ${path}, as the first header is not the genesis of a known one`,
    );
  if (anchorHeight !== undefined) assertNoGenesis(firstHeader, anchorHeight);
  const anchor = anchorHeight === undefined ? undefined : { header: firstHeader, height: anchorHeight };
  if (anchor && params) assertAnchorWork(anchor, params);
  // before a store is begun: one that holds nothing but a genesis would refuse the anchor that was forgotten
  if (isNew && params && !anchor) assertBegins(nameOf(file), firstHeader, params);
  const opened = await openChainIn(await openStoreIn(path, params), input, anchor);
  if (genesisOf !== undefined && genesisOf.genesisHash !== opened.params.genesisHash) {
    await opened[Symbol.asyncDispose]();
    throw new UsageError(`${nameOf(file)}: ${describeWrongStart(firstHeader, opened.params)}`);
  }
  return { ...opened, beginsWithFirst: isNew && equalBytes(firstHeader, opened.chain.tip.header) };
}

/**
 * A new chain begins with its genesis or with the header on top of that.
 * @throws UsageError
 */
function assertBegins(name: string, firstHeader: Uint8Array, params: NetworkParams): void {
  const problem = describeWrongStart(firstHeader, params);
  if (problem !== undefined) throw new UsageError(`${name}: ${problem}`);
}

/**
 * An anchor is trusted but for its proof of work.
 * @throws UsageError
 */
function assertAnchorWork({ header, height }: Anchor, params: NetworkParams): void {
  const hash = headerHash(header);
  const verdict = checkHeader(decodeHeader(header), params, { hash });
  if (verdict.ok) return;
  const { reason } = verdict.reject;
  throw new UsageError(
    `--anchor-height: the first header, ${hashToDisplayHex(hash)} at height ${height}, breaks the rule ${reason} of ${params.name}`,
  );
}
