import { beforeAll, describe, expect, it } from 'vitest';
import { describeDrawing, drawBranches } from '../../../examples/playground/src/branch-drawing.ts';
import { describeMinedBlock, describeRace } from '../../../examples/playground/src/reorg-words.ts';
import { TwoBranches, type BlockWeight, type BranchName } from '../../../examples/playground/src/two-branches.ts';
import { createEngine, type Engine } from '../../../src/engine/index.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await createEngine();
});

/** Mines `A:heavy` one after another, and gives the words of each. */
function play(race: TwoBranches, ...moves: readonly `${BranchName}:${BlockWeight}`[]): string[] {
  return moves.map((move) => {
    const [branch, weight] = move.split(':') as [BranchName, BlockWeight];
    return describeMinedBlock(race.mine(branch, weight), race);
  });
}

const active = (race: TwoBranches): string | undefined => race.branches.find(({ isActive }) => isActive)?.name;

describe('two branches', () => {
  it('begin at one genesis without blocks, and none is active', () => {
    const race = new TwoBranches(engine);
    expect(race.genesis).toMatchObject({ name: '0', height: 0, work: 8n });
    expect(race.branches.map(({ name, blocks, isActive }) => [name, blocks.length, isActive])).toEqual([
      ['A', 0, false],
      ['B', 0, false],
    ]);
    expect(describeRace(race.branches)).toBe('Active branch: none yet. Both begin at block 0.');
  });

  it('keep the first seen when the work is the same', () => {
    const race = new TwoBranches(engine);
    expect(play(race, 'A:heavy', 'B:heavy')).toEqual([
      'A1 is mined (heavy, work 8). It connects to the active branch.',
      'B1 is mined (heavy, work 8). Both branches have the same work now: the first seen stays, no reorganisation.',
    ]);
    expect(active(race)).toBe('A');
    expect(describeRace(race.branches)).toBe(
      'Active branch: A with work 16 in 1 block. B has work 16 in 1 block: as much, but A was seen first.',
    );
  });

  it('change when the other has more work, back to the block that both have', () => {
    const race = new TwoBranches(engine);
    expect(play(race, 'A:heavy', 'A:heavy', 'B:heavy', 'B:heavy', 'B:heavy').slice(2)).toEqual([
      'B1 is mined (heavy, work 8). It waits beside the active branch: its chain has less work.',
      'B2 is mined (heavy, work 8). Both branches have the same work now: the first seen stays, no reorganisation.',
      'B3 is mined (heavy, work 8). Reorganisation: back to the fork point, block 0; disconnected A2, A1; connected B1, B2, B3.',
    ]);
    expect(active(race)).toBe('B');
  });

  it('are decided by work, not by the number of blocks', () => {
    const race = new TwoBranches(engine);
    play(race, 'A:light', 'A:light', 'A:light');
    expect(active(race)).toBe('A');
    expect(play(race, 'B:heavy')).toEqual([
      'B1 is mined (heavy, work 8). Reorganisation: back to the fork point, block 0; disconnected A3, A2, A1; connected B1.',
    ]);
    expect(describeRace(race.branches)).toBe(
      'Active branch: B with work 16 in 1 block. A has work 14 in 3 blocks: more blocks, but less work, and work decides.',
    );
    expect(race.branches[0].blocks.map(({ work }) => work)).toEqual([2n, 2n, 2n]);
    // the rule of the test networks: behind a late block the difficulty is the old one again
    expect(race.mine('A', 'heavy').block).toMatchObject({ name: 'A4', work: 8n, height: 4 });
  });

  it('are the same each time: the lowest nonce is taken', () => {
    const [one, other] = [new TwoBranches(engine), new TwoBranches(engine)];
    expect(one.mine('A', 'light').block).toEqual(other.mine('A', 'light').block);
    expect(one.mine('B', 'light').block.hashHex).not.toBe(one.branches[0].blocks[0]!.hashHex);
  });
});

describe('the drawing of two branches', () => {
  it('has each block as wide as its work, and fits', () => {
    const race = new TwoBranches(engine);
    play(race, 'A:light', 'B:heavy', 'B:light');
    const { blocks, links } = drawBranches(race.genesis, race.branches, 300);
    const widths = Object.fromEntries(blocks.map(({ block, width }) => [block.name, width]));
    expect(widths['B1']).toBe(4 * widths['A1']!);
    expect(widths['B2']).toBe(widths['A1']);
    expect(links).toHaveLength(3);
    expect(blocks.filter(({ isActive }) => isActive).map(({ block }) => block.name)).toEqual(['0', 'B1', 'B2']);
  });

  it.each([1, 12, 60])('fits with %i blocks on a branch', (count) => {
    const race = new TwoBranches(engine);
    for (let i = 0; i < count; i++) race.mine('A', 'heavy');
    const { blocks, width } = drawBranches(race.genesis, race.branches, 300);
    const last = blocks.at(-1)!;
    expect(last.x + last.width).toBeLessThanOrEqual(width);
    expect(last.width).toBeGreaterThan(1);
  });

  it('is told in words', () => {
    const race = new TwoBranches(engine);
    play(race, 'A:light', 'A:heavy');
    expect(describeDrawing(race.branches)).toBe(
      'Two branches on block 0, each block as wide as its work. Branch A, active: A1 light, A2 heavy. Branch B: no block.',
    );
  });
});
