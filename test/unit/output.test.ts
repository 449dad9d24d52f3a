import { expect, it } from 'vitest';
import { Output } from '../../src/cli/output.ts';

const ESCAPE = '\u001b';

function capture(stream: { isTTY?: boolean; columns?: number }): { text: () => string; write: (text: string) => void } {
  let all = '';
  return { ...stream, text: () => all, write: (text) => void (all += text) };
}

it('redraws the status line on a terminal, below the lines', () => {
  const stream = capture({ isTTY: true, columns: 30 });
  const output = new Output(stream, { TERM: 'xterm' });
  output.status('12 MH/s and more text than the line holds');
  output.line('block 1');
  output.endStatus();
  expect(stream.text()).toBe(
    '\r\u001b[K12 MH/s and more text than th\r\u001b[Kblock 1\n12 MH/s and more text than th\r\u001b[K',
  );
});

it('leaves the last column free, and draws no status line in fewer than 20', () => {
  for (const [columns, drawn] of [
    [21, `\r\u001b[K${'x'.repeat(20)}`],
    [20, `\r\u001b[K${'x'.repeat(19)}`],
    [19, ''],
    [0, ''],
  ] as const) {
    const stream = capture({ isTTY: true, columns });
    new Output(stream, {}).status('x'.repeat(40));
    expect(stream.text(), `${columns} columns`).toBe(drawn);
  }
});

it('colours on a terminal, unless NO_COLOR is set', () => {
  expect(new Output(capture({ isTTY: true }), {}).styled('green', 'yes')).toBe('\u001b[32myes\u001b[39m');
  expect(new Output(capture({ isTTY: true }), { NO_COLOR: '1' }).styled('green', 'yes')).toBe('yes');
  expect(new Output(capture({ isTTY: true }), { NO_COLOR: '' }).styled('green', 'yes')).toContain(ESCAPE);
});

it('never writes an escape code into a pipe or to a dumb terminal', () => {
  for (const [stream, environment] of [
    [capture({}), { FORCE_COLOR: '1' }],
    [capture({ isTTY: true }), { TERM: 'dumb' }],
  ] as const) {
    const output = new Output(stream, environment);
    output.status('working');
    output.line(output.styled('red', 'done'));
    output.endStatus();
    expect(stream.text()).toBe('done\n');
  }
});

it('writes big numbers as hexadecimal text in JSON', () => {
  const stream = capture({});
  new Output(stream, {}).json({ chainWork: 0x14a3c4fabfaf0n });
  expect(stream.text()).toBe('{"chainWork":"0x14a3c4fabfaf0"}\n');
});
