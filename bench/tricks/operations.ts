/**
 * How many operations a kernel executes, and the rate that these allow.
 *
 * Nothing is derived by hand: the compiled text gets counters, for each stretch of code without a branch, and the work is
 * run. What is counted are WebAssembly's operations. A compiler adds moves between registers and the stack, and
 * may take a load into the operation that uses it, so the bound is one that no host can pass, not one that it must reach.
 */
import binaryen from 'binaryen';

/** Kinds of operations, and how often each was executed. */
export interface Operations {
  /** Arithmetic, logic, shifts and shuffles of vectors. */
  readonly vector: number;
  /** Those of them that are shifts. */
  readonly shifts: number;
  /** Those of them that move bytes between lanes. */
  readonly shuffles: number;
  /** Loads and stores of vectors. */
  readonly loads: number;
  readonly stores: number;
  /** Everything else that computes: stream Z, addresses, loops. */
  readonly scalar: number;
}

type Kind = keyof Operations;
type Counts = Record<Kind, number>;

const KINDS: readonly Kind[] = ['vector', 'shifts', 'shuffles', 'loads', 'stores', 'scalar'];

/** Vector operations that the machine measured on can begin in a cycle: an Intel core has three ports for them. */
export const VECTOR_PORTS = 3;

const none = (): Counts => ({ vector: 0, shifts: 0, shuffles: 0, loads: 0, stores: 0, scalar: 0 });

function kindsOf(operation: string): Kind[] {
  if (operation.startsWith('v128.load')) return ['loads'];
  if (operation.startsWith('v128.store')) return ['stores'];
  if (/^[if](?:32|64)\.(?:load|store|const)|^v128\.const/.test(operation)) return [];
  if (/^[if](?:32|64)\./.test(operation)) return ['scalar'];
  if (/^[if]\d+x\d+\.sh[lr]/.test(operation)) return ['vector', 'shifts'];
  if (/^i8x16\.(?:shuffle|swizzle)/.test(operation)) return ['vector', 'shuffles'];
  // x64 has no such instruction before AVX-512, and V8 takes three
  if (operation.startsWith('v128.bitselect')) return ['vector', 'vector', 'vector'];
  return /^(?:v128|[if]\d+x\d+)\./.test(operation) ? ['vector'] : [];
}

/** Where a stretch ends: behind these, something else than the next line may be executed. */
const BRANCH = /^(?:block|loop|if|else|end|br|br_if|br_table|return|unreachable)$/;

/**
 * The module with counters, which it exports as `count.vector` and so on. The compiler's text has an instruction a line;
 * other lines begin with a parenthesis.
 */
function instrument(wat: string): Uint8Array<ArrayBuffer> {
  const lines: string[] = [];
  let counts = none();
  const flush = (): void => {
    for (const kind of KINDS.filter((key) => counts[key] > 0))
      lines.push(`global.get $count.${kind} f64.const ${counts[kind]} f64.add global.set $count.${kind}`);
    counts = none();
  };
  for (const line of wat.trimEnd().split('\n')) {
    const [operation = ''] = line.trim().split(' ', 1);
    if (operation === ')' || BRANCH.test(operation)) flush();
    else for (const kind of kindsOf(operation)) counts[kind]++;
    lines.push(line);
  }
  const end = lines.pop();
  if (end !== ')') throw new Error('expected the text of a module, an instruction a line');
  for (const kind of KINDS) {
    lines.push(`(global $count.${kind} (mut f64) (f64.const 0))`);
    lines.push(`(export "count.${kind}" (global $count.${kind}))`);
  }
  const instrumented = binaryen.parseText([...lines, end].join('\n'));
  instrumented.setFeatures(binaryen.Features.All);
  const wasm = new Uint8Array(instrumented.emitBinary());
  instrumented.dispose();
  return wasm;
}

/** An instance of the module with counters, and what is to be counted. */
export interface Counted {
  readonly exports: WebAssembly.Exports;
  readonly work: () => unknown;
}

/**
 * Counts the operations of a work.
 * @param wat a compiled module as text
 * @param begin instantiates the module that it is given; what it runs itself is not counted
 */
export async function countOperations(
  wat: string,
  begin: (wasm: Uint8Array<ArrayBuffer>) => Promise<Counted>,
): Promise<Operations> {
  const { exports, work } = await begin(instrument(wat));
  const read = (kind: Kind): number => Number((exports[`count.${kind}`] as WebAssembly.Global).value);
  const before = none();
  for (const kind of KINDS) before[kind] = read(kind);
  work();
  const counts = none();
  for (const kind of KINDS) counts[kind] = read(kind) - before[kind];
  return counts;
}
