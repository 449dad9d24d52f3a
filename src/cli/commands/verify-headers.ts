/** `midstate verify headers`: checks a file of headers against every rule of its network. */
import { networks } from '../../consensus/index.ts';
import { createEngine } from '../../engine/index.ts';
import { alignColumns, integerFlag, type Command, type CommandInput } from '../command.ts';
import { formatCount, formatSeconds } from '../format.ts';
import { headerBatches, readingStatus } from '../header-batches.ts';
import { readHeaders, type InputProgress } from '../header-input.ts';
import { HeaderVerification } from '../header-verification.ts';
import { NETWORK_OPTION, networkFlag } from '../network-option.ts';
import { refusalFacts, refusalLine, refusalRows } from '../reject-text.ts';
import { systemSeconds } from '../system-clock.ts';

/** Headers that are judged at once: many enough for the kernel, few enough for Ctrl-C and the status line. */
const BATCH_HEADERS = 2000;

export const verifyHeadersCommand: Command = {
  name: 'verify headers',
  words: ['FILE|-'],
  summary: 'check block headers against the rules of their network',
  details: [
    'FILE holds headers of 80 bytes each, or 160 hexadecimal digits a line; - is standard input. They begin at genesis, or',
    'on top of it, and every rule is checked. With --anchor-height the first header is trusted but for its proof of work:',
    'a rule whose ancestors are missing counts as unchecked, never as passed, and chain work counts from the anchor on.',
    'Exit code 0: valid, 1: invalid, 2: malformed.',
  ].join('\n'),
  options: {
    network: NETWORK_OPTION,
    'anchor-height': {
      type: 'string',
      value: 'H',
      help: 'trust the first header, at height H (default: start at genesis)',
    },
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
  const params = networkFlag(input) ?? networks.mainnet;
  // at height 0 stands genesis, and nothing below it is missing: no anchor
  const anchorHeight = integerFlag(input, 'anchor-height', 0, 0xffffffff) || undefined;
  const now = integerFlag(input, 'now', 0, 0xffffffff) ?? systemSeconds();
  const json = input.flags['json'] === true;
  const { output } = input;

  using engine = await createEngine();
  const { backend } = engine;
  const started = performance.now();
  const elapsed = (): number => (performance.now() - started) / 1000;
  const verification = new HeaderVerification({ params, hasher: engine, now, anchorHeight });
  let read: InputProgress | undefined;
  try {
    const source = readHeaders(input.words[0]!, input.signal, (progress) => (read = progress));
    for await (const headers of headerBatches(source, BATCH_HEADERS)) {
      if (input.signal.aborted) break;
      if (!verification.accept(headers)) break;
      output.status(readingStatus(verification.headers, elapsed(), read));
    }
  } finally {
    output.endStatus();
  }
  if (input.signal.aborted) {
    process.stderr.write(
      `midstate: stopped after ${formatCount(verification.headers)} valid headers; nothing is said of the rest\n`,
    );
    return 1;
  }

  const { rejected } = verification;
  if (rejected !== undefined) {
    const accepted = verification.headers;
    const hint = verification.wrongStart;
    if (json) {
      const failedAt = refusalFacts(rejected);
      output.json({ valid: false, network: params.name, failedAt, accepted, ...(hint !== undefined && { hint }) });
    } else {
      output.line(`${output.styled('red', 'invalid')}: ${refusalLine(rejected)}`);
      const rows = {
        ...refusalRows(rejected),
        accepted: `${formatCount(accepted)} headers before it`,
        ...(hint !== undefined && { hint }),
      };
      for (const line of alignColumns(Object.entries(rows))) output.line(line);
    }
    return 1;
  }

  const { tip } = verification.chain!;
  const seconds = elapsed();
  const report = {
    valid: true,
    network: params.name,
    headers: verification.headers,
    ...(verification.duplicates > 0 && { duplicates: verification.duplicates }),
    tip: { height: tip.height, hash: tip.hashHex },
    chainWork: tip.chainWork,
    unchecked: verification.unchecked,
    seconds,
    headersPerSecond: Math.round(verification.headers / seconds),
    backend,
  };
  if (json) output.json(report);
  else {
    const unchecked = Object.entries(report.unchecked).map(([rule, count]) => `${rule} ${formatCount(count)}`);
    output.line(`${output.styled('green', 'valid')}: ${formatCount(report.headers)} ${report.network} headers`);
    const rows = {
      ...(verification.duplicates > 0 && { repeated: `${formatCount(verification.duplicates)} more, not counted` }),
      tip: `${tip.height} ${tip.hashHex}`,
      'chain work': `0x${tip.chainWork.toString(16)}${anchorHeight === undefined ? '' : ' since the anchor'}`,
      unchecked: unchecked.length === 0 ? 'none' : unchecked.join(', '),
      time: `${formatSeconds(seconds)}, ${formatCount(report.headersPerSecond)} headers/s (${backend})`,
    };
    for (const line of alignColumns(Object.entries(rows))) output.line(line);
  }
  return 0;
}
