/** The links of the documentation lead somewhere, and every block of code in it is run by a test. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import { codeBlocks, documents, root } from './code-blocks.ts';

const withoutCode = (text: string): string => text.replaceAll(/^```.*?^```$/gms, '').replaceAll(/`[^`\n]*`/g, '');

/** The anchors of a Markdown document, made of its headings as GitHub makes them: the second of one name gets `-1`. */
function anchors(text: string): Set<string> {
  const found = new Set<string>();
  const headings = text.replaceAll(/^```.*?^```$/gms, '').matchAll(/^#{1,6} +(.*?) *$/gm);
  for (const [, heading] of headings) {
    const plain = heading!.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase();
    const name = plain.replaceAll(/[^\p{L}\p{N}\p{M}\p{Pc} -]/gu, '').replaceAll(' ', '-');
    let anchor = name;
    for (let i = 1; found.has(anchor); i++) anchor = `${name}-${i}`;
    found.add(anchor);
  }
  return found;
}

/** A file, which the API reference can take along; folders it cannot. */
const isFile = (path: string): boolean => statSync(join(root, path), { throwIfNoEntry: false })?.isFile() ?? false;

/** The links of a text that lead nowhere, or to a folder. */
function deadLinks(document: string, text: string): string[] {
  const links = [...withoutCode(text).matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1]!);
  return links.filter((link) => {
    if (/^https?:/.test(link)) return false;
    const [path, anchor] = link.split('#');
    const target = path === '' ? document : normalize(join(dirname(document), path!));
    if (target !== document && (target.startsWith('..') || !isFile(target))) return true;
    if (anchor === undefined) return false;
    const content = target === document ? text : readFileSync(join(root, target), 'utf8');
    return !anchors(content).has(anchor);
  });
}

describe('the links of the documentation', () => {
  it.each([...documents, 'src/README.md', 'bench/README.md', 'CHANGELOG.md', 'SECURITY.md'])(
    'lead somewhere in %s',
    (name) => {
      expect(deadLinks(name, readFileSync(join(root, name), 'utf8'))).toEqual([]);
    },
  );

  it('are noticed when they do not', () => {
    const text =
      '# One `two`: three\n\n[a](#one-two-three) [b](#one) [c](rules.md#optional-rules) [d](rules.md#nothing) [e](nowhere.md) `[f](x)` [g](../src)';
    expect(deadLinks('docs/planted.md', text)).toEqual(['#one', 'rules.md#nothing', 'nowhere.md', '../src']);
  });

  it('of the index lead to every guide', () => {
    const index = readFileSync(join(root, 'docs/README.md'), 'utf8');
    for (const name of readdirSync(join(root, 'docs')))
      if (name.endsWith('.md') && name !== 'README.md') expect(index).toContain(`](${name})`);
  });
});

it('every block of code is run: its name says where, or a test of the guide names it', () => {
  const tests = ['test/docs', 'test/hosts'].flatMap((folder) =>
    readdirSync(join(root, folder))
      .filter((name) => name.endsWith('.ts') && name !== 'links.test.ts')
      .map((name) => readFileSync(join(root, folder, name), 'utf8')),
  );
  const unrun = codeBlocks().filter(({ language, name, document }) => {
    if (!['js', 'jsx', 'ts', 'tsx'].includes(language)) return false;
    if (language === 'js' && (name === '' || name === 'page')) return false;
    return name === '' || !tests.some((text) => text.includes(document));
  });
  expect(unrun).toEqual([]);
});
