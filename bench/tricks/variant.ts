/** What a variant of the kernels is: today's sources with one trick switched off, or with another way in its place. */
import type { StreamCount } from '../../src/engine/engine.ts';

/** A change of one file, small enough to be read here. */
export interface Patch {
  /** Below assembly/. */
  readonly file: string;
  /** Stands in the file exactly once. */
  readonly text: string;
  readonly replacement: string;
}

export interface Variant {
  /** As `--only` and the results name it. */
  readonly name: string;
  /** What is different from today's kernels, in plain words. */
  readonly title: string;
  /** Works (works.ts) that it changes. */
  readonly works: readonly string[];
  /** @default none */
  readonly patches?: readonly Patch[];
  /** Streams of a full group. @default 3 */
  readonly streams?: StreamCount;
  /** The build of asconfig.json. @default 'simd' */
  readonly target?: 'simd' | 'scalar';
  /** Versions of a header that the work searches at once. @default 16 */
  readonly versions?: number;
}

/** The kernels as they stand. */
export const TODAY: Variant = { name: 'today', title: 'as it stands', works: [] };
