/** The worker's side of the protocol, on a port whose ticks the test gives. */
import { describe, expect, it } from 'vitest';
import { serveSearch } from '../../../src/miner/serve-search.ts';
import type { SearchCommand, WorkerCommand, WorkerReply } from '../../../src/miner/worker-protocol.ts';

const header = Uint8Array.from({ length: 80 }, (_, i) => 7 * i + 3);
/** As its first four bytes say, little-endian. */
const VERSION = 0x18110a03;
const kernel = { backend: 'js', reason: 'for the test' } as const;

/** A worker that searches a slice and then waits until `tick` is called; while it makes itself ready it waits for nobody. */
function startWorker(): {
  command(command: WorkerCommand): Promise<void>;
  tick(): Promise<void>;
  replies: WorkerReply[];
  stop(): void;
} {
  const replies: WorkerReply[] = [];
  let listener: ((command: WorkerCommand) => void) | undefined;
  let resume: (() => void) | undefined;
  let isStarting = false;
  const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  const stop = serveSearch({
    post(reply) {
      if (reply.type === 'ready' || reply.type === 'failed') isStarting = false;
      replies.push(reply);
    },
    onCommand: (commandListener) => (listener = commandListener),
    tick: () => (isStarting ? settle() : new Promise((resolve) => (resume = resolve))),
    sliceMs: 15,
  });
  return {
    replies,
    stop,
    async command(command) {
      isStarting ||= command.type === 'start';
      listener?.(command);
      do await settle();
      while (isStarting);
    },
    tick() {
      resume?.();
      return settle();
    },
  };
}

const search = (id: number, start: number, end: number, target = 0n): SearchCommand => ({
  type: 'search',
  id,
  work: { kind: 'header', header, versions: [VERSION], target },
  start,
  end,
});

describe('the worker', () => {
  it('searches in slices, reports each, and is idle at the end', async () => {
    const worker = startWorker();
    await worker.command({ type: 'start', kernel });
    expect(worker.replies.splice(0)).toEqual([{ type: 'ready' }]);
    await worker.command(search(1, 100, 5000));
    // The first slice is small.
    expect(worker.replies).toEqual([{ type: 'searched', id: 1, next: 1124, attempts: 1024 }]);
    for (let i = 0; i < 40; i++) await worker.tick();
    let next = 100;
    for (const reply of worker.replies) {
      if (reply.type !== 'searched') throw new Error(reply.type);
      expect(reply).toEqual({ type: 'searched', id: 1, next: next + reply.attempts, attempts: reply.attempts });
      next = reply.next;
    }
    expect(next).toBe(5000);
  });

  it('answers between slices whether it is there, and searches on', async () => {
    const worker = startWorker();
    await worker.command({ type: 'ping' });
    await worker.command({ type: 'start', kernel });
    await worker.command(search(1, 0, 2000));
    await worker.command({ type: 'ping' });
    expect(worker.replies.splice(0).map(({ type }) => type)).toEqual(['pong', 'ready', 'searched', 'pong']);
    for (let i = 0; i < 20; i++) await worker.tick();
    expect(worker.replies.at(-1)).toMatchObject({ type: 'searched', id: 1, next: 2000 });
  });

  it('searches the work of the search before where it is told none, begun or not', async () => {
    const worker = startWorker();
    await worker.command({ type: 'start', kernel });
    worker.replies.splice(0);
    await worker.command(search(1, 0, 10));
    // By Python: 59232 is the lowest nonce whose hash is at or below 2^240.
    await worker.command(search(2, 0, 10, 2n ** 240n));
    await worker.command({ type: 'cancel' });
    await worker.command({ type: 'search', id: 3, start: 59_230, end: 59_240 });
    for (let i = 0; i < 5; i++) await worker.tick();
    await worker.command({ type: 'search', id: 4, start: 59_233, end: 59_240 });
    for (let i = 0; i < 5; i++) await worker.tick();
    expect(worker.replies).toEqual([
      { type: 'searched', id: 1, next: 10, attempts: 10 },
      { type: 'searched', id: 3, next: 59_233, attempts: 3, candidate: { nonce: 59_232, version: 0 } },
      { type: 'searched', id: 4, next: 59_240, attempts: 7 },
    ]);
  });

  it('begins a search that came before its engine was ready', async () => {
    const worker = startWorker();
    void worker.command({ type: 'start', kernel });
    await worker.command(search(1, 0, 10));
    await worker.tick();
    expect(worker.replies).toEqual([{ type: 'ready' }, { type: 'searched', id: 1, next: 10, attempts: 10 }]);
  });

  it('reports the lowest candidate and stops there', async () => {
    const worker = startWorker();
    await worker.command({ type: 'start', kernel });
    // By Python: 59232 is the lowest nonce whose hash is at or below 2^240.
    await worker.command(search(7, 59_000, 70_000, 2n ** 240n));
    for (let i = 0; i < 10; i++) await worker.tick();
    expect(worker.replies).toEqual([
      { type: 'ready' },
      { type: 'searched', id: 7, next: 59_233, attempts: 233, candidate: { nonce: 59_232, version: 0 } },
    ]);
  });

  it('tries each nonce in several versions, and says which of them solves', async () => {
    const worker = startWorker();
    await worker.command({ type: 'start', kernel });
    const rolled = [5, 6, 7, VERSION, 8];
    const work = { kind: 'header', header, versions: rolled, target: 2n ** 240n } as const;
    await worker.command({ type: 'search', id: 1, work, start: 59_200, end: 59_233 });
    for (let i = 0; i < 5; i++) await worker.tick();
    // By Python: of these nonces and versions only this one solves.
    expect(worker.replies.slice(1)).toEqual([
      { type: 'searched', id: 1, next: 59_233, attempts: 32 * 5 + 4, candidate: { nonce: 59_232, version: 3 } },
    ]);
    await worker.command({ type: 'search', id: 2, work: { ...work, target: 0n }, start: 100, end: 1000 });
    for (let i = 0; i < 5; i++) await worker.tick();
    const attempts = worker.replies.slice(2).map((reply) => (reply.type === 'searched' ? reply.attempts : NaN));
    // 2048 compressions of the first slice, ten for each nonce.
    expect(attempts[0]).toBe(205 * 5);
    expect(attempts.reduce((sum, count) => sum + count, 0)).toBe(900 * 5);
  });

  it('searches a message, and begins costly ones with few nonces, whatever was searched before', async () => {
    const worker = startWorker();
    await worker.command({ type: 'start', kernel });
    await worker.command(search(1, 0, 1_000_000));
    for (let i = 0; i < 12; i++) await worker.tick();
    await worker.command({ type: 'cancel' });
    worker.replies.splice(0);
    const puzzle = { prefix: new TextEncoder().encode('salt'), encoding: 'u32be' } as const;
    const chain = {
      ...puzzle,
      hash: { kind: 'sha256', iterations: 1000 },
      target: { kind: 'zero-bits', bits: 10 },
    } as const;
    await worker.command({ type: 'search', id: 2, work: { kind: 'message', puzzle: chain }, start: 2600, end: 3000 });
    await worker.tick();
    expect(worker.replies[0]).toEqual({ type: 'searched', id: 2, next: 2602, attempts: 2 });
    for (let i = 0; i < 40; i++) await worker.tick();
    // By Python: 2636 is the lowest nonce whose thousandth digest begins with ten zero bits.
    expect(worker.replies.at(-1)).toMatchObject({ id: 2, next: 2637, candidate: { nonce: 2636, version: 0 } });
    worker.replies.splice(0);
    const key = {
      ...puzzle,
      hash: { kind: 'pbkdf2', salt: new Uint8Array(16), iterations: 5000 },
      target: { kind: 'zero-bits', bits: 256 },
    } as const;
    await worker.command({ type: 'search', id: 3, work: { kind: 'message', puzzle: key }, start: 0, end: 1000 });
    // a nonce is 10,002 compressions, and a step 2048, 4096 and what is left
    expect(worker.replies).toEqual([]);
    await worker.tick();
    expect(worker.replies).toEqual([]);
    for (let i = 0; i < 5; i++) await worker.tick();
    expect(worker.replies[0]).toEqual({ type: 'searched', id: 3, next: 1, attempts: 1 });
  });

  it('leaves an attempt of millions of iterations halfway when it is told to', async () => {
    const worker = startWorker();
    await worker.command({ type: 'start', kernel });
    worker.replies.splice(0);
    const puzzle = {
      prefix: new TextEncoder().encode('salt'),
      encoding: 'u32be',
      hash: { kind: 'sha256', iterations: 2 ** 31 - 1 },
      target: { kind: 'zero-bits', bits: 10 },
    } as const;
    await worker.command({ type: 'search', id: 1, work: { kind: 'message', puzzle }, start: 0, end: 1000 });
    for (let i = 0; i < 3; i++) await worker.tick();
    // it would be at it for minutes
    expect(worker.replies).toEqual([]);
    await worker.command(search(2, 0, 10));
    await worker.tick();
    expect(worker.replies).toEqual([{ type: 'searched', id: 2, next: 10, attempts: 10 }]);
    await worker.command({ type: 'search', id: 3, work: { kind: 'message', puzzle }, start: 0, end: 1000 });
    await worker.command({ type: 'cancel' });
    for (let i = 0; i < 3; i++) await worker.tick();
    expect(worker.replies.length).toBe(1);
  });

  it('says nothing more of a search that was cancelled or replaced', async () => {
    const worker = startWorker();
    await worker.command({ type: 'start', kernel });
    await worker.command(search(1, 0, 1_000_000));
    await worker.command({ type: 'cancel' });
    for (let i = 0; i < 3; i++) await worker.tick();
    expect(worker.replies.length).toBe(2);
    await worker.command(search(2, 0, 1_000_000));
    await worker.command(search(3, 50, 60));
    for (let i = 0; i < 3; i++) await worker.tick();
    expect(worker.replies.slice(2)).toEqual([
      { type: 'searched', id: 2, next: expect.any(Number), attempts: expect.any(Number) },
      { type: 'searched', id: 3, next: 60, attempts: 10 },
    ]);
  });

  it('tells a failure once, and then nothing', async () => {
    const worker = startWorker();
    const module = new WebAssembly.Module(Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0));
    await worker.command({ type: 'start', kernel: { backend: 'simd', reason: 'an empty module', module } });
    for (let i = 0; i < 5 && worker.replies.length === 0; i++) await worker.tick();
    expect(worker.replies).toEqual([
      expect.objectContaining({ type: 'failed', code: expect.stringMatching(/^ERR_ENGINE_/) }),
    ]);
    await worker.command(search(1, 0, 10));
    expect(worker.replies.length).toBe(1);
  });

  it('does nothing after it was stopped', async () => {
    const worker = startWorker();
    await worker.command({ type: 'start', kernel });
    await worker.command(search(1, 0, 1_000_000));
    worker.stop();
    for (let i = 0; i < 3; i++) await worker.tick();
    await worker.command(search(2, 0, 10));
    expect(worker.replies.length).toBe(2);
  });
});
