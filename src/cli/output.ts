/**
 * Where a command prints: lines to standard output, a status line that is redrawn in place on a terminal.
 *
 * Escape codes go to a terminal only, colours only where NO_COLOR (no-color.org) is not set; a pipe gets plain lines.
 */
import { styleText } from 'node:util';

type Style = Parameters<typeof styleText>[0];

/** The part of a stream that output needs. */
export interface OutputStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** Clears the line from the cursor on. */
const ERASE_LINE = '\r\u001b[K';

const STATUS_INTERVAL_MS = 100;

/** A status line tells nothing in fewer columns. */
const MIN_STATUS_COLUMNS = 20;

export class Output {
  readonly #stream: OutputStream;
  readonly #onTerminal: boolean;
  readonly #inColour: boolean;
  #status = '';
  #drawnAtMs = Number.NEGATIVE_INFINITY;

  constructor(stream: OutputStream, environment: Readonly<Record<string, string | undefined>>) {
    this.#stream = stream;
    this.#onTerminal = stream.isTTY === true && environment['TERM'] !== 'dumb';
    this.#inColour = this.#onTerminal && (environment['NO_COLOR'] ?? '') === '';
  }

  /** Prints one line, above the status line where there is one. */
  line(text: string): void {
    this.#stream.write(this.#status === '' ? `${text}\n` : `${ERASE_LINE}${text}\n${this.#status}`);
  }

  /** Prints one JSON object on one line; a bigint as `"0x"` and hexadecimal digits. */
  json(value: unknown): void {
    this.line(
      JSON.stringify(value, (_, field: unknown) => (typeof field === 'bigint' ? `0x${field.toString(16)}` : field)),
    );
  }

  /** Redraws the status line, at most ten times a second; nothing where output is no terminal. */
  status(text: string): void {
    const nowMs = performance.now();
    if (!this.#onTerminal || nowMs - this.#drawnAtMs < STATUS_INTERVAL_MS) return;
    this.#drawnAtMs = nowMs;
    const columns = this.#stream.columns ?? 80;
    if (columns < MIN_STATUS_COLUMNS) return this.endStatus();
    // a full line would make the terminal go on to the next one
    this.#status = text.slice(0, columns - 1);
    this.#stream.write(`${ERASE_LINE}${this.#status}`);
  }

  /** Takes the status line away. */
  endStatus(): void {
    if (this.#status === '') return;
    this.#status = '';
    this.#stream.write(ERASE_LINE);
  }

  /** Text in a style where colours are wanted, plain elsewhere. */
  styled(style: Style, text: string): string {
    return this.#inColour ? styleText(style, text, { validateStream: false }) : text;
  }
}
