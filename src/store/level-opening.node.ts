/** What is done with an open database before it is a store: the first entries are written, or all of them are checked. */
import { isMidstateError, type MidstateError } from '../errors.ts';
import type { LevelDatabase } from './level-database.ts';
import { corrupt, noNetwork } from './level-errors.ts';
import {
  encodeState,
  encodeNumbers,
  FORMAT_KEY,
  FORMAT_VERSION,
  NETWORK_KEY,
  seal,
  STATE_KEY,
  type StoreState,
} from './level-layout.node.ts';
import { assertFormat, LevelReader } from './level-reader.node.ts';
import { scanEntries } from './level-scan.node.ts';
import { WITNESS_FILE, type Acknowledged, type LevelWitness } from './level-witness.node.ts';
import { assertSameNetwork } from './store-errors.ts';
import type { StoreNetwork } from './store.ts';

const FIRST_STATE: StoreState = { write: 1, range: undefined, pageSeal: 0, branchEntries: 0, branchSeal: 0 };

/**
 * Begins a new database for the network, or checks an old one whole, entry by entry and against the witness.
 * @returns the network whose chain it holds
 * @throws TypeError when it is new and no network is named
 * @throws MidstateError ERR_STORE_MISMATCH, ERR_STORE_CORRUPT; what LevelDB throws
 */
export async function beginOrCheck(
  database: LevelDatabase,
  witness: LevelWitness,
  path: string,
  network: StoreNetwork | undefined,
): Promise<StoreNetwork> {
  const reader = new LevelReader(database, path);
  let found: MidstateError<'ERR_STORE_CORRUPT'> | undefined;
  let stored: StoreNetwork | undefined;
  let acknowledged: Acknowledged | undefined;
  try {
    acknowledged = await witness.read();
    const format = await reader.format();
    if (format === undefined) return await begin(database, witness, path, network, acknowledged);
    assertFormat(path, format);
    stored = await reader.network();
    assertSameNetwork(path, 'directory', stored, network);
    if (acknowledged === undefined) throw corrupt(path, `its file ${WITNESS_FILE} is missing`);
  } catch (error) {
    // What can still be read is told of with every problem.
    if (!isMidstateError(error, 'ERR_STORE_CORRUPT')) throw error;
    found = error;
  }
  const { problem, cause, intact, state } = await scanEntries(database);
  if (found) throw corrupt(path, found.details.problem, { cause: found.cause, intact });
  // What is lost says more than which entry shows it.
  if (state && acknowledged && state.write < acknowledged.write)
    throw corrupt(path, lost(acknowledged, state.range?.tip), { intact });
  if (problem !== undefined) throw corrupt(path, problem, { cause, intact });
  // A write that nobody was told of is shown from now on, so it counts like the others.
  if (state && acknowledged && state.write > acknowledged.write)
    await witness.write({ write: state.write, tip: state.range?.tip });
  return stored as StoreNetwork;
}

async function begin(
  database: LevelDatabase,
  witness: LevelWitness,
  path: string,
  network: StoreNetwork | undefined,
  acknowledged: Acknowledged | undefined,
): Promise<StoreNetwork> {
  const keys = await database.keys({ limit: 1 }).all();
  if (keys.length > 0) throw corrupt(path, 'it holds entries, but no format version');
  if (acknowledged && acknowledged.write > 0) throw corrupt(path, lost(acknowledged, undefined));
  if (network === undefined) throw noNetwork(path);
  // So that from the first batch on there is a witness.
  await witness.write({ write: 0, tip: undefined });
  const batch = database.batch();
  batch.put(FORMAT_KEY, seal(FORMAT_KEY, encodeNumbers(FORMAT_VERSION)));
  batch.put(NETWORK_KEY, seal(NETWORK_KEY, new TextEncoder().encode(JSON.stringify(network))));
  batch.put(STATE_KEY, seal(STATE_KEY, encodeState(FIRST_STATE)));
  await batch.write({ sync: true });
  await witness.write({ write: FIRST_STATE.write, tip: undefined });
  return network;
}

function lost(acknowledged: Acknowledged, tip: number | undefined): string {
  const [was, is] = [acknowledged.tip, tip].map((height) => (height === undefined ? 'none' : `up to height ${height}`));
  return `writes that were acknowledged are lost: its records were ${was} after the last, and are ${is} now`;
}
