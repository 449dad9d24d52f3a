/** The examples of the documentation that are for Node, run there, and the commands that it shows. */
import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { networks } from '../../src/consensus/index.ts';
import { concatBytes } from '../../src/primitives/index.ts';
import { brokenPromises, codeBlocks, documents, root } from '../docs/code-blocks.ts';
import { runMidstate, temporaryDirectory } from './midstate-command.ts';

// inside the package, so that `import 'midstate'` finds it by its own name
const scratch = `${root}.test-results/examples/`;

// what the documentation takes for granted: a file of headers, Bitcoin's blocks 0 to 256
const headersFile = concatBytes(networks.mainnet.genesis, readFileSync(`${root}bench/works/mainnet-headers.bin`));

const examples = documents.flatMap((document) =>
  codeBlocks(document)
    .filter(({ language, name }) => language === 'js' && name === '')
    .map(({ code }, i) => ({ document, code, name: `${document} example ${i + 1}` })),
);

/** Runs an example in a directory with that file. */
async function runExample(name: string, code: string): Promise<{ stderr: string; broken: string[] }> {
  const file = `${scratch}${name.replaceAll(/[^a-z0-9]+/gi, '-')}.mjs`;
  writeFileSync(file, code);
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [file], { cwd: scratch });
  return { stderr, broken: brokenPromises(code, stdout.trim().split('\n')) };
}

describe('the examples of the documentation', () => {
  beforeAll(() => {
    mkdirSync(scratch, { recursive: true });
    writeFileSync(`${scratch}headers.bin`, headersFile);
  });
  afterAll(() => rmSync(scratch, { recursive: true, force: true }));

  it('are found', () => {
    expect(examples.length).toBeGreaterThanOrEqual(14);
  });

  it.each(examples)('$name runs, and prints what its comments say', async ({ code, name }) => {
    expect(await runExample(name, code)).toEqual({ stderr: '', broken: [] });
  });

  it('are noticed where a comment says what is not printed', async () => {
    const code =
      "import { sha256 } from 'midstate';\nconsole.log('size', sha256(new Uint8Array(0)).length); // size 32\n";
    expect((await runExample('kept', code)).broken).toEqual([]);
    expect((await runExample('broken', code.replace('// size 32', '// size 33'))).broken).toEqual(['size 33']);
  });

  it('are noticed where a name is not exported', async () => {
    await expect(runExample('unknown', "import { mineAll } from 'midstate';\nmineAll();\n")).rejects.toThrow(/mineAll/);
  });

  const commands = codeBlocks()
    // the commands of networks.md are about the network it writes down: networks-document.test.ts
    .filter(({ language, document }) => language === 'sh' && document !== 'docs/networks.md')
    .flatMap(({ document, code }) =>
      [...code.matchAll(/^((?:[A-Z_]+=\w+ )*)npx midstate (.*?)(?: +#.*)?$/gm)].map(([line, settings, words]) => ({
        document,
        line,
        env: Object.fromEntries(
          settings!.split(' ').flatMap((word) => (word === '' ? [] : [word.split('=')])),
        ) as object,
        words: words!.split(' '),
      })),
    );

  it.each(documents.filter((document) => commands.some((command) => command.document === document)))(
    'of the command in %s are accepted by it, one after another',
    async (document) => {
      const directory = temporaryDirectory();
      writeFileSync(`${directory}/headers.bin`, headersFile);
      for (const { line, env, words } of commands.filter((command) => command.document === document)) {
        if (words[0] === 'bench') continue; // takes 20 s, and has a test of its own
        const { code, stderr } = await runMidstate(words, {
          env: { ...env, MIDSTATE_DATA: `${directory}/data` },
          cwd: directory,
        });
        expect({ line, code, stderr }).toEqual({ line, code: 0, stderr: '' });
      }
    },
  );

  it('of the command are found', () => {
    expect(commands.length).toBeGreaterThanOrEqual(7);
  });
});
