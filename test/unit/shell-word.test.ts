import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { shellWord } from '../../src/errors.ts';

it.each([
  ['headers', 'headers'],
  ['/var/lib/mid-state_1/a.b', '/var/lib/mid-state_1/a.b'],
  ['q q/st', "'q q/st'"],
  ['~/st', "'~/st'"],
  ['$HOME;ls', "'$HOME;ls'"],
  ["it's", String.raw`'it'\''s'`],
  ['', "''"],
])('tells %j as a shell takes it', (text, word) => {
  expect(shellWord(text)).toBe(word);
});

it.runIf(process.platform !== 'win32')('is read by a shell as what it was made of', () => {
  const text = `a 'b' "c" $d \`e\` \\f*\ng`;
  expect(execFileSync('sh', ['-c', `printf %s ${shellWord(text)}`], { encoding: 'utf8' })).toBe(text);
});
