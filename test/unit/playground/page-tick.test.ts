import { describe, expect, it } from 'vitest';
import { createPageTick } from '../../../examples/playground/src/page-tick.ts';

describe('the turn of the page', () => {
  it('is given when the thread was busy for long enough, in a task of its own, and not before', async () => {
    let now = 0;
    const tick = createPageTick(() => now);
    let hadTurn = false;
    setTimeout(() => (hadTurn = true));
    now = 11;
    await tick();
    expect(hadTurn).toBe(false);
    // a promise alone gives the turn to promises; a task lets timers have theirs
    for (let i = 0; i < 1000 && !hadTurn; i++) {
      now += 12;
      await tick();
    }
    expect(hadTurn).toBe(true);
  });
});
