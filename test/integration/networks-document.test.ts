/** What docs/networks.md shows is what the command does. The JavaScript in it runs in readme-examples.test.ts. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseNetwork } from '../../src/consensus/index.ts';
import { runMidstate, temporaryDirectory } from './midstate-command.ts';

const text = readFileSync(new URL('../../docs/networks.md', import.meta.url), 'utf8');
const blocks = (language: string): string[] =>
  [...text.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, 'gms'))].map((match) => match[1]!);
const [whole = '', small = ''] = blocks('json');
const parse = (json: string): ReturnType<typeof parseNetwork> => parseNetwork(JSON.parse(json));

/** The rows of the table of fields: name, what it says. */
const rows = [...text.matchAll(/^\| `(\w+)` \| (.*) \|$/gm)].map(([, name, value]) => [name!, value!] as const);

describe('the document on networks', () => {
  it('shows networks that are accepted', () => {
    expect(blocks('json')).toHaveLength(2);
    expect(parse(whole)).toMatchObject({ name: 'harbour', targetSpacing: 60, powLimit: 0xffffn << 224n });
    expect(parse(small)).toMatchObject({ name: 'regtest-asert', deployments: { bip34Height: 1, csvHeight: 432 } });
  });

  it('explains each field once, and shows each in the whole network but for the base', () => {
    const names = rows.map(([name]) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(Object.keys(JSON.parse(whole) as object).toSorted()).toEqual(
      names.filter((name) => name !== 'extends').toSorted(),
    );
    expect(() => parseNetwork({ nonsense: 1 })).toThrow(`expected one of the fields ${names.join(', ')};`);
  });

  it('shows commands that run, and the message that a fault has', async () => {
    const directory = temporaryDirectory();
    const path = (name: string): string => join(directory, name);
    writeFileSync(path('harbour.json'), whole);
    writeFileSync(path('headers.bin'), parse(whole).genesis);
    const commands = blocks('sh').flatMap((block) => block.trim().split('\n'));
    expect(commands).toHaveLength(3);
    for (const command of commands) {
      const words = command.split(' ').slice(2);
      const { code, stdout, stderr } = await runMidstate(
        words.map((word) => (/\.\w+$/.test(word) ? path(word) : word)),
      );
      expect({ command, code, stderr }).toEqual({ command, code: 0, stderr: '' });
      expect(stdout).toContain('harbour');
    }
    expect(readFileSync(path('harbour.svg'), 'utf8')).toMatch(/^<svg [^]*<\/svg>\n$/);

    writeFileSync(path('harbour.json'), whole.replace('"window": 90', '"window": 0'));
    const { code, stderr } = await runMidstate(['verify', 'headers', '-', '--network', path('harbour.json')]);
    expect(code).toBe(2);
    const [promised] = blocks('text');
    expect(stderr.replace(`${directory}/`, '')).toContain(promised!.trim());
  });
});
