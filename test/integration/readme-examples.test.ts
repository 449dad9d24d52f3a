import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { runMidstate, temporaryDirectory } from './midstate-command.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
// inside the package, so that `import 'midstate'` finds it by its own name
const scratch = `${root}.test-results/examples/`;
const documents = ['README.md', ...readdirSync(`${root}docs`).map((name) => `docs/${name}`)].filter((name) =>
  name.endsWith('.md'),
);

/** The code blocks of one language in a Markdown file. */
function codeBlocks(document: string, language: string): string[] {
  const text = readFileSync(`${root}${document}`, 'utf8');
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, 'gms'))].map((match) => match[1]!);
}

const examples = documents.flatMap((document) =>
  codeBlocks(document, 'js')
    .map((code, i) => ({ document, code, name: `${document} example ${i + 1}` }))
    // those for pages run in one: test/browser/page-examples.test.ts
    .filter(({ code }) => !code.includes("'midstate/store/indexeddb'")),
);

describe('the examples of the documentation', () => {
  mkdirSync(scratch, { recursive: true });
  afterAll(() => rmSync(scratch, { recursive: true, force: true }));

  it('are found', () => {
    expect(examples.length).toBeGreaterThanOrEqual(2);
  });

  it.each(examples)('$name runs, and prints what its comments say', async ({ document, code, name }) => {
    const file = `${scratch}${name.replaceAll(/[^a-z0-9]+/gi, '-')}.mjs`;
    writeFileSync(file, code);
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [file], { cwd: root });
    expect(stderr, document).toBe('');
    const lines = stdout.trim().split('\n');
    const promised = [...code.matchAll(/console\.log\(.*?\); \/\/ (.*)$/gm)].map((match) => match[1]!);
    for (const promise of promised) {
      const [start, end] = promise.split('...');
      expect(
        lines.some((line) => line.startsWith(start!) && line.endsWith(end ?? '')),
        `${promise} in ${stdout}`,
      ).toBe(true);
    }
  });

  it('of the command are accepted by it', async () => {
    const data = temporaryDirectory();
    const commands = codeBlocks('README.md', 'sh').flatMap((block) =>
      block.split('\n').filter((line) => line.startsWith('npx midstate ')),
    );
    expect(commands.length).toBeGreaterThanOrEqual(4);
    for (const command of commands) {
      const words = command.split(' ').slice(2);
      if (words[0] === 'bench') continue; // takes 20 s, and has a test of its own
      const { code, stderr } = await runMidstate(words, { env: { MIDSTATE_DATA: data }, cwd: data });
      // the only file that an example names is the reader's own
      if (words.includes('headers.bin')) expect(stderr).toContain('headers.bin: cannot be read');
      else expect({ command, code, stderr }).toEqual({ command, code: 0, stderr: '' });
    }
  });
});
