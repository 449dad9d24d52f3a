/**
 * The tricks of the kernels, each switched off by a few lines, and some other ways that were thought of. A variant is right
 * or it is not timed: it has to give the self-test's answers.
 */
import type { Patch, Variant } from './variant.ts';

const HEADER_WORKS = ['header', 'versions'];
const SEARCH_WORKS = [...HEADER_WORKS, 'message', 'event', 'chain', 'pbkdf2'];
const BATCH_WORKS = ['batch-headers', 'batch-pairs', 'batch-messages'];
const ALL_WORKS = [...SEARCH_WORKS, ...BATCH_WORKS];
/** Works in which a digest is hashed again. */
const TWICE_WORKS = ['chain', 'pbkdf2', 'batch-headers', 'batch-pairs'];

const STREAM_FILES = [
  { file: 'sha256/three-streams.ts', streams: ['x', 'y', 'z'] },
  { file: 'sha256/two-streams.ts', streams: ['x', 'z'] },
];

/** In the loop of rounds whose sums stand ready: the constant is added to the word there. */
function addConstants(): Patch[] {
  const patches: Patch[] = [
    {
      file: 'sha256/one-stream.ts',
      text: '    const w = schedule + size * t;\n',
      replacement: '    const w = schedule + size * t;\n    const k = K + 4 * t;\n',
    },
  ];
  for (const [i, offset] of ['0', 'size', '2 * size', '3 * size'].entries()) {
    const load = `loadLanes<T>(w, ${offset}))`;
    patches.push({
      file: 'sha256/one-stream.ts',
      text: load,
      replacement: `add<T>(loadSpread<T>(k, ${4 * i}), ${load})`,
    });
  }
  for (const { file, streams } of STREAM_FILES) {
    const first = '    const zw = schedule + Z + 4 * t;\n';
    patches.push({ file, text: first, replacement: `${first}    const k = K + 4 * t;\n` });
    for (const stream of streams) {
      const type = stream === 'z' ? 'u32' : 'v128';
      const size = stream === 'z' ? 4 : 16;
      for (let i = 0; i < 4; i++) {
        const load = `loadLanes<${type}>(${stream}w, ${size * i}))`;
        patches.push({ file, text: load, replacement: `add<${type}>(loadSpread<${type}>(k, ${4 * i}), ${load})` });
      }
    }
  }
  return patches;
}

/** Words of ready rounds are stored bare. Known blocks come with their sums from elsewhere: the constant is taken out there. */
const BARE_WORDS: readonly Patch[] = [
  {
    file: 'sha256/rounds.ts',
    text: 'storeLanes<T>(schedule + t * sizeof<T>(), add<T>(word, loadSpread<T>(K + 4 * t)));',
    replacement: 'storeLanes<T>(schedule + t * sizeof<T>(), word);',
  },
  {
    file: 'sha256/known.ts',
    text: 'storeLanes<T>(to + t * sizeof<T>(), loadSpread<T>(sums + 4 * t))',
    replacement: 'storeLanes<T>(to + t * sizeof<T>(), spread<T>(load<u32>(sums + 4 * t) - load<u32>(K + 4 * t)))',
  },
  {
    file: 'sha256/known.ts',
    text: "import { loadSpread, storeLanes } from './lanes';",
    replacement: "import { K } from './constants';\nimport { loadSpread, spread, storeLanes } from './lanes';",
  },
  {
    file: 'sha256/known.ts',
    text: 'putSum<u32>(words, t, load<u32>(words + 4 * t))',
    replacement: 'store<u32>(words + 4 * t, load<u32>(words + 4 * t) + load<u32>(K + 4 * t))',
  },
];

/** The message of a digest's hash is stored whole, so that the rounds can make word 16 (with `also32`: 17) and on. */
const DIGEST_WORDS_BY_ROUNDS: readonly Patch[] = [
  {
    file: 'sha256/rounds.ts',
    text: '/** Stores word `t` of a stream',
    replacement: `@inline export function putBoth<T>(schedule: usize, t: usize, word: T): T {
  return putWord<T>(schedule, t, word);
}

/** Stores word \`t\` of a stream`,
  },
  {
    file: 'sha256/digest.ts',
    text: "import { putSum, putWord, sigma0, sigma1 } from './rounds';",
    replacement: "import { putBoth as putSum, putWord, sigma0, sigma1 } from './rounds';",
  },
  {
    file: 'sha256/digest.ts',
    text: '  const w16 = putWord<T>',
    replacement: '  if (!also32) return;\n  const w16 = putWord<T>',
  },
  { file: 'sha256/digest.ts', text: '  const w17 = putWord<T>', replacement: '  return;\n  const w17 = putWord<T>' },
  {
    file: 'sha256/digest.ts',
    text: 'runAllRounds(SCHEDULE_2, 0, 32, 64)',
    replacement: 'runAllRounds(SCHEDULE_2, 0, 16, 64)',
  },
  {
    file: 'batch/hmac.ts',
    text: 'runAllRounds(SCHEDULE_2, 0, 32, 64)',
    replacement: 'runAllRounds(SCHEDULE_2, 0, 16, 64)',
  },
  {
    file: 'search/header.ts',
    text: 'runAllRounds(SCHEDULE_2, 1, 33, 61)',
    replacement: 'runAllRounds(SCHEDULE_2, 1, 17, 61)',
  },
  // words 1 to 7 in beginSecondHash; 4 to 15 of the header's own block are stored once for a job, and cost nothing
  {
    file: 'search/header.ts',
    text: "import { nextWord, putSum, putWord, sigma0, sigma1 } from '../sha256/rounds';",
    replacement: "import { nextWord, putBoth as putSum, putWord, sigma0, sigma1 } from '../sha256/rounds';",
  },
  // but words 32 to 63 of it, in several versions, stand in their place already
  { file: 'search/header.ts', text: 'putSum<T>(w, t, nextWord<T>(', replacement: 'putOnlySum<T>(w, t, nextWord<T>(' },
  {
    file: 'search/header.ts',
    text: 'import { beginGroup,',
    replacement: "import { putSum as putOnlySum } from '../sha256/rounds';\nimport { beginGroup,",
  },
];

/** The switched off trick's name, what happens instead, and where. */
export const variants: readonly Variant[] = [
  {
    name: 'scalar',
    title: 'no vectors: the scalar build, one message at a time',
    works: ALL_WORKS,
    target: 'scalar',
  },
  { name: 'streams-1', title: 'one stream: X', works: ALL_WORKS, streams: 1 },
  { name: 'streams-2', title: 'two streams: X and Z', works: ALL_WORKS, streams: 2 },
  {
    name: 'streams-apart',
    title: 'X, Y and Z one after another, not in turns',
    works: ALL_WORKS,
    patches: [
      {
        file: 'sha256/streams.ts',
        text: 'if (shape == SHAPE_XYZ) return runRoundsOfThree(STATE, schedule, from, ready, end);',
        replacement: `if (shape == SHAPE_XYZ) {
      runRounds<v128>(STATE + X_STATE, schedule + X, from, ready, end);
      runRounds<v128>(STATE + Y_STATE, schedule + Y, from, ready, end);
    }`,
      },
    ],
  },
  {
    name: 'no-pins',
    title: 'no pin stores',
    works: ALL_WORKS,
    patches: [{ file: 'sha256/rounds.ts', text: '  storeLanes<T>(slot, word);\n', replacement: '' }],
  },
  {
    name: 'sums-in-rounds',
    title: 'K + W of ready rounds added in the round, not stored beforehand',
    works: ALL_WORKS,
    patches: [...addConstants(), ...BARE_WORDS],
  },
  {
    name: 'spread-constants',
    title: 'constants loaded into one lane, then spread, not loaded into all',
    works: ALL_WORKS,
    patches: [
      {
        file: 'sha256/lanes.ts',
        text: 'return v128.load_splat<u32>(address + offset);',
        replacement: 'return v128.splat<u32>(load<u32>(address + offset));',
      },
    ],
  },
  {
    name: 'maj-alone',
    title: 'Maj as (a & b) ^ ((a ^ b) & c): nothing left for the next round',
    works: ['header', 'chain'],
    patches: [
      {
        file: 'sha256/rounds.ts',
        text: 'xor<T>(and<T>(xor<T>(a, b), xor<T>(b, c)), b)',
        replacement: 'xor<T>(and<T>(a, b), and<T>(xor<T>(a, b), c))',
      },
    ],
  },
  {
    name: 'no-bitselect',
    title: 'Ch as ((f ^ g) & e) ^ g in vectors too, not by bitselect',
    works: ['header', 'chain'],
    patches: [
      {
        file: 'sha256/lanes.ts',
        text: 'return v128.bitselect(yes, no, which);',
        replacement: 'return v128.xor(v128.and(v128.xor(yes, no), which), no);',
      },
    ],
  },
  {
    name: 'sums-of-shifts',
    title: 'the two big sigmas as a chain of six shifts, not as three rotates',
    works: ['header', 'chain'],
    patches: [
      { name: 'sum0<T>(a', word: 'a', rights: [2, 13, 22] },
      { name: 'sum1<T>(e', word: 'e', rights: [6, 11, 25] },
    ].map(({ name, word, rights }) => ({
      file: 'sha256/rounds.ts',
      text: `@inline function ${name}: T): T {`,
      replacement: `@inline function ${name}: T): T {
  if (isVector<T>()) {
    let x = v128.xor(v128.shr<u32>(${word}, ${rights[0]}), v128.shl<u32>(${word}, ${32 - rights[0]!}));
    x = v128.xor(x, v128.shr<u32>(${word}, ${rights[1]}));
    x = v128.xor(x, v128.shl<u32>(${word}, ${32 - rights[1]!}));
    x = v128.xor(x, v128.shr<u32>(${word}, ${rights[2]}));
    return v128.xor(x, v128.shl<u32>(${word}, ${32 - rights[2]!}));
  }`,
    })),
  },
  {
    name: 'header-words',
    title: "the header's words 20 to 31 made by the rounds, with their zero terms",
    works: HEADER_WORKS,
    patches: [
      { file: 'search/header.ts', text: 'putSum<T>(w, 4, spread', replacement: 'putWord<T>(w, 4, spread' },
      { file: 'search/header.ts', text: 'putSum<T>(w, t, spread', replacement: 'putWord<T>(w, t, spread' },
      { file: 'search/header.ts', text: 'putSum<T>(w, 15, loadSpread', replacement: 'putWord<T>(w, 15, loadSpread' },
      {
        file: 'search/header.ts',
        text: '  const w20 = putWord<T>',
        replacement: '  return;\n  const w20 = putWord<T>',
      },
      {
        file: 'search/header.ts',
        text: 'for (let t: usize = 32; t < 64',
        replacement: 'for (let t: usize = 20; t < 64',
      },
      { file: 'search/header.ts', text: 'versions == 1 ? 32 : 64', replacement: 'versions == 1 ? 20 : 64' },
    ],
  },
  {
    name: 'digest-words',
    title: 'words 16 to 31 of the hash of a digest made by the rounds, with their zero terms',
    works: [...HEADER_WORKS, ...TWICE_WORKS],
    patches: DIGEST_WORDS_BY_ROUNDS,
  },
  {
    name: 'second-hash-whole',
    title: 'the second hash as any hash of a digest: rounds 0 and 61 to 63 too',
    works: HEADER_WORKS,
    patches: [
      {
        file: 'search/header.ts',
        text: `  if (hasX()) beginSecondHash<v128>(STATE + X_STATE, SCHEDULE_2 + X, version);
  if (hasY()) beginSecondHash<v128>(STATE + Y_STATE, SCHEDULE_2 + Y, version);
  if (hasZ()) beginSecondHash<u32>(STATE + Z_STATE, SCHEDULE_2 + Z, version);
  runAllRounds(SCHEDULE_2, 1, 33, 61);`,
        replacement: '  addSpread(version);\n  hashDigests(SIZE_OF_DIGEST);',
      },
      {
        file: 'search/header.ts',
        text: 'swapBytes<T>(add<T>(loadLanes<T>(state + 4 * sizeof<T>()), loadSpread<T>(INITIAL, 7 * 4)))',
        replacement: 'swapBytes<T>(loadLanes<T>(state + 7 * sizeof<T>()))',
      },
      { file: 'search/header.ts', text: 'import { expandDigest,', replacement: 'import { expandDigest, hashDigests,' },
      {
        file: 'search/header.ts',
        text: 'import { beginGroup,',
        replacement: 'import { addSpread, beginGroup,',
      },
    ],
  },
  ...[8, 4, 2, 1].map((versions) => ({
    name: `versions-${versions}`,
    title: versions === 1 ? 'one version: no schedule to share' : `${versions} versions at once`,
    works: ['versions'],
    versions,
  })),
  {
    name: 'all-rounds',
    title: 'rounds before the counter run for each message, not once',
    works: ['message', 'event', 'chain'],
    patches: [
      {
        file: 'search/message.ts',
        text: 'loadSpread<T>(MESSAGE_STATE + i * 4)',
        replacement: 'loadSpread<T>(MESSAGE_BEFORE + i * 4)',
      },
      { file: 'search/message.ts', text: 'load<i32>(FROM)', replacement: '0' },
    ],
  },
  {
    name: 'known-blocks',
    title: 'the schedule of blocks that never change made for each message, not once',
    works: ['event'],
    patches: [
      // of each block 16 sums, then the 16 words, stand where 64 sums stood
      {
        file: 'search/message.ts',
        text: 'spreadSums(spreadBlockAt(i), knownSums(i));\n  prepareDigests',
        replacement: `{
    for (let t: usize = 0; t < 16; t++) {
      store<u32>(knownSums(i) + (16 + t) * 4, load<u32>(knownSums(i) + t * 4) - load<u32>(K + t * 4));
    }
    spreadSums(spreadBlockAt(i), knownSums(i));
  }
  prepareDigests`,
      },
      {
        file: 'search/message.ts',
        text: 'runKnownBlock(spreadBlockAt(i));',
        replacement: `{
    const block = spreadBlockAt(i);
    if (hasX()) takeKnown<v128>(X, block);
    if (hasY()) takeKnown<v128>(Y, block);
    if (hasZ()) takeKnown<u32>(Z, block);
    copyState(STATE_BEFORE, STATE);
    runAllRounds(KNOWN, 0, 16, 64);
    addState(STATE_BEFORE);
  }`,
      },
      {
        file: 'search/message.ts',
        text: '/** A group of counters',
        replacement: `const KNOWN: usize = memory.data(2 * 64 * 36, 16);
function takeKnown<T>(at: usize, block: usize): void {
  for (let t: usize = 0; t < 16; t++) {
    storeLanes<T>(KNOWN + at + t * sizeof<T>(), loadLanes<T>(block + at + t * sizeof<T>()));
    storeLanes<T>(KNOWN + WORDS + at + t * sizeof<T>(), loadLanes<T>(block + at + (16 + t) * sizeof<T>()));
  }
}

/** A group of counters`,
      },
      {
        file: 'search/message.ts',
        text: "import { SIZE_OF_DIGEST } from '../sha256/constants';",
        replacement: "import { WORDS } from '../layout';\nimport { K, SIZE_OF_DIGEST } from '../sha256/constants';",
      },
    ],
  },
  {
    name: 'padding-block',
    title: 'the schedule of a block of padding alone made for each message, not once',
    works: ['batch-pairs'],
    patches: [
      {
        file: 'batch/messages.ts',
        text: '    sumBlock(PADDING)',
        replacement: '    spreadBlock(SCHEDULE_4, PADDING);\n    sumBlock(PADDING)',
      },
      { file: 'batch/messages.ts', text: 'runKnownBlock(KNOWN_BLOCK)', replacement: 'end(SCHEDULE_4, false)' },
      {
        file: 'batch/messages.ts',
        text: '/** Makes ready what is the same',
        replacement: 'const SCHEDULE_4: usize = memory.data(2 * 64 * 36, 16);\n\n/** Makes ready what is the same',
      },
    ],
  },
  {
    name: 'words-one-by-one',
    title: "a batch's words brought into their lanes one by one, not four by four with shuffles",
    works: BATCH_WORKS,
    patches: [
      {
        file: 'batch/bytes.ts',
        text: '  for (let t: usize = 0; t < count; t += 4) {',
        replacement: `  for (let t: usize = 0; t < count; t++) {
    const at = message + t * 4;
    let word = v128.load_splat<u32>(at);
    word = v128.load_lane<u32>(at + stride, word, 1);
    word = v128.load_lane<u32>(at + 2 * stride, word, 2);
    word = v128.load_lane<u32>(at + 3 * stride, word, 3);
    putWord<v128>(schedule, t, swapBytes<v128>(word));
  }
  for (let t: usize = count; t < count; t += 4) {`,
      },
    ],
  },
];
