/**
 * ASERT with an anchor that stays: aserti3-2d as Bitcoin Cash runs it since November 2020 (Bitcoin Cash Node,
 * GetNextASERTWorkRequired). The target depends on the anchor, the height and the time of the parent alone, so a chain
 * that fell behind its schedule makes up for it.
 */
import { assertInteger, assertObject } from '../../primitives/index.ts';
import { bitsToTarget } from '../compact-bits.ts';
import { UNCHECKED, type HeaderContext, type Unchecked } from '../header-context.ts';
import { asertNextBits } from './asert.ts';
import type { DifficultyAlgorithm } from './difficulty-algorithm.ts';
import type { DifficultyParams } from './difficulty-params.ts';

/** The block from which the schedule is counted. */
export interface AsertAnchor {
  /** The height of the anchor block. */
  readonly height: number;
  /** Its compact target. */
  readonly bits: number;
  /** The time of the *parent* of the anchor, seconds since 1970. */
  readonly parentTime: number;
}

/** Bitcoin Cash: a half-life of 172800 s (two days, 288 spacings), the anchor at height 661647. */
export interface AsertOptions {
  /** @default genesis, as if its parent had come one spacing before it */
  readonly anchor?: AsertAnchor;
  /** So many seconds behind schedule, the target doubles. @default 288 times the target spacing */
  readonly halfLife?: number;
}

/** Spacings in a half-life where none is set: two days at ten minutes a block. */
const HALF_LIFE_SPACINGS = 288;

/** Genesis as the anchor: it counts as having come on time. */
function genesisAnchor(params: DifficultyParams, parent: HeaderContext): AsertAnchor | Unchecked {
  const genesis = parent.ancestor(0);
  if (genesis === undefined) return UNCHECKED;
  return { height: 0, bits: genesis.bits, parentTime: genesis.time - params.targetSpacing };
}

function assertAnchor(anchor: AsertAnchor): void {
  assertObject('anchor', anchor);
  assertInteger('anchor.height', anchor.height, 0, 0x7fffffff);
  assertInteger('anchor.bits', anchor.bits, 1, 0xffffffff);
  assertInteger('anchor.parentTime', anchor.parentTime, 0, 0xffffffff);
  const { target, negative, overflow } = bitsToTarget(anchor.bits);
  if (negative || overflow || target === 0n) {
    throw new RangeError(`anchor.bits: expected bits of a target, got 0x${anchor.bits.toString(16)}`);
  }
}

/**
 * ASERT from a fixed anchor. Blocks up to the anchor keep the bits of their parent; a network that changes over to ASERT
 * at some height judges those below by its former algorithm.
 * @throws TypeError, RangeError for settings that are no integers, or bits that stand for no target
 */
export function asertDifficulty({ anchor, halfLife }: AsertOptions = {}): DifficultyAlgorithm {
  if (anchor !== undefined) assertAnchor(anchor);
  if (halfLife !== undefined) assertInteger('halfLife', halfLife, 1, Number.MAX_SAFE_INTEGER);
  const fixed = anchor === undefined ? undefined : Object.freeze({ ...anchor });
  return Object.freeze<DifficultyAlgorithm>({
    name: 'asert',
    nextBits(params, parent) {
      const from = fixed ?? genesisAnchor(params, parent);
      if (from === UNCHECKED) return UNCHECKED;
      if (parent.height < from.height) return parent.bits;
      return asertNextBits({
        anchorBits: from.bits,
        timeDelta: parent.time - from.parentTime,
        heightDelta: parent.height - from.height,
        targetSpacing: params.targetSpacing,
        halfLife: halfLife ?? HALF_LIFE_SPACINGS * params.targetSpacing,
        powLimit: params.powLimit,
      });
    },
  });
}
