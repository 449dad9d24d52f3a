/**
 * The code blocks of the documentation, and what their comments promise.
 *
 * A block is opened by its language and the name by which a test finds it: three backticks, `js` and nothing more is run in
 * Node; `js page` in a page; any other second word is the name of a file that the guide's own test writes and runs.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The folder of the repository, with a slash at the end. */
export const root: string = fileURLToPath(new URL('../../', import.meta.url));

/** The README and the guides, by their paths from the root. */
export const documents: readonly string[] = [
  'README.md',
  ...readdirSync(`${root}docs`)
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

/** One block of code. */
export interface CodeBlock {
  readonly document: string;
  /** `js`, `sh`, `html` ... */
  readonly language: string;
  /** The second word behind the backticks; empty where there is none. */
  readonly name: string;
  readonly code: string;
}

/** The blocks of a document, or of all, from the top down. */
export function codeBlocks(from: string | readonly string[] = documents): CodeBlock[] {
  return [from]
    .flat()
    .flatMap((document) =>
      [...readFileSync(`${root}${document}`, 'utf8').matchAll(/^```(\w+)(?: (\S+))?\n(.*?)^```$/gms)].map(
        ([, language, name, code]) => ({ document, language: language!, name: name ?? '', code: code! }),
      ),
    );
}

/** The block of a guide with this name. */
export function namedBlock(document: string, name: string): string {
  const found = codeBlocks(document).filter((block) => block.name === name);
  if (found.length !== 1) throw new Error(`${document}: expected one block ${name}, got ${found.length}`);
  return found[0]!.code;
}

/**
 * What the comments behind `console.log(...);` promise and none of the printed lines keeps. `...` stands for anything.
 */
export function brokenPromises(code: string, lines: readonly string[]): string[] {
  const promises = [...code.matchAll(/console\.log\(.*?\); \/\/ (.*)$/gm)].map((match) => match[1]!);
  return promises.filter((promise) => {
    const pattern = promise.split('...').map((text) => text.replaceAll(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`));
    return !lines.some((line) => new RegExp(`^${pattern.join('.*')}$`).test(line));
  });
}
