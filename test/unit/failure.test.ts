import { afterEach, expect, it, vi } from 'vitest';
import { UsageError } from '../../src/cli/command.ts';
import { CommandFailure, reportFailure } from '../../src/cli/failure.ts';
import { StopRequest } from '../../src/cli/stop-request.ts';
import { MidstateError } from '../../src/errors.ts';

function report(error: unknown): { code: number; text: string } {
  let text = '';
  vi.spyOn(process.stderr, 'write').mockImplementation((chunk) => {
    text += String(chunk);
    return true;
  });
  return { code: reportFailure(error), text };
}

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

it.each([
  [new UsageError('--x: wrong'), 2, 'midstate: --x: wrong (see midstate --help)\n'],
  [new CommandFailure('the clock'), 1, 'midstate: the clock\n'],
  [new MidstateError('ERR_STORE_LOCKED', 'locked', { path: 'p' }), 1, 'midstate: locked [ERR_STORE_LOCKED]\n'],
  [new StopRequest('stopped by SIGTERM', 143), 143, 'midstate: stopped by SIGTERM\n'],
  [new StopRequest('', 0), 0, ''],
])('tells what went wrong in one line, and the exit code: %s', (error, code, text) => {
  expect(report(error)).toEqual({ code, text });
});

it('tells an unexpected error in one line, and where it came from when it is asked to', () => {
  vi.stubEnv('MIDSTATE_DEBUG', '');
  const error = new RangeError('time: expected less\nand more');
  const { code, text } = report(error);
  expect(code).toBe(1);
  expect(text).toMatch(/^midstate: RangeError: time: expected less \(.*MIDSTATE_DEBUG=1.*\)\n$/);
  expect(report('a text').text).toContain('midstate: a text (');

  vi.stubEnv('MIDSTATE_DEBUG', '1');
  expect(report(error).text).toContain('failure.test.ts');
});
