/** Where a text stops being JSON, as an editor counts: what `JSON.parse` says of it depends on the version of Node. */

/** The first fault of a text. Lines and columns count from 1. */
export interface JsonFault {
  readonly line: number;
  readonly column: number;
  readonly expected: string;
  /** What stands there, shortened. */
  readonly got: string;
}

// from the space on, but for the quote and the backslash
const STRING = /"(?:[ !#-[\]-\u{10ffff}]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/uy;
const SCALAR = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;
const SPACE = /[ \t\r\n]*/y;

const SHOWN_CHARACTERS = 20;
const MAX_DEPTH = 100;

/** Found by the scanner, which cannot go on behind it. */
class Fault extends Error {
  readonly at: number;

  constructor(at: number, expected: string) {
    super(expected);
    this.at = at;
  }
}

/** Finds the first fault of a text; undefined where there is none. */
export function findJsonFault(text: string): JsonFault | undefined {
  try {
    const end = scanValue(text, 0, 0);
    if (end < text.length) throw new Fault(end, 'the end');
    return undefined;
  } catch (fault) {
    if (!(fault instanceof Fault)) throw fault;
    const before = text.slice(0, fault.at).split('\n');
    const [rest = ''] = text.slice(fault.at).split(/[\r\n]/, 1);
    const shown = rest.length > SHOWN_CHARACTERS ? `${rest.slice(0, SHOWN_CHARACTERS)}...` : rest;
    return {
      line: before.length,
      column: before.at(-1)!.length + 1,
      expected: fault.message,
      got: fault.at === text.length ? 'the end' : shown === '' ? 'a line break' : JSON.stringify(shown),
    };
  }
}

/** The end of a value that begins at `at`, and of the space around it. */
function scanValue(text: string, at: number, depth: number): number {
  const start = skip(SPACE, text, at)!;
  if (depth > MAX_DEPTH) throw new Fault(start, `at most ${MAX_DEPTH} values in one another`);
  const scan = (from: number): number => scanValue(text, from, depth + 1);
  let end: number | undefined;
  if (text[start] === '{')
    end = scanList(text, start, '}', 'a name in double quotes', (from) => scanMember(text, from, scan));
  else if (text[start] === '[') end = scanList(text, start, ']', 'a value', scan);
  else end = skip(STRING, text, start) ?? skip(SCALAR, text, start);
  if (end === undefined)
    throw new Fault(start, text[start] === '"' ? 'a string that is closed on its line' : 'a value');
  return skip(SPACE, text, end)!;
}

/** The end of a list of items between brackets. */
function scanList(
  text: string,
  start: number,
  bracket: string,
  what: string,
  scanItem: (at: number) => number,
): number {
  let at = skip(SPACE, text, start + 1)!;
  if (text[at] === bracket) return at + 1;
  for (;;) {
    if (text[at] === bracket || text[at] === ',') throw new Fault(at, what);
    at = scanItem(at);
    if (text[at] === bracket) return at + 1;
    if (text[at] !== ',') throw new Fault(at, `a comma or ${bracket}`);
    at = skip(SPACE, text, at + 1)!;
  }
}

/** The end of a name, a colon and a value. */
function scanMember(text: string, start: number, scan: (at: number) => number): number {
  const end = skip(STRING, text, start);
  if (end === undefined) throw new Fault(start, 'a name in double quotes');
  const colon = skip(SPACE, text, end)!;
  if (text[colon] !== ':') throw new Fault(colon, 'a colon');
  return scan(colon + 1);
}

/** The end of what the pattern matches at a place. */
function skip(pattern: RegExp, text: string, at: number): number | undefined {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}
