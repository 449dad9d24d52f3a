/**
 * The smallest program that a stranger would write: a miner, a header mined and checked, the rate. What it finds is judged
 * elsewhere. The same in every host.
 */
import { bytesToHex, checkHeader, createMiner, decodeHeader, hashToDisplayHex, hexToBytes, networks } from 'midstate';

/** A header at 65536 hashes. */
const HEADER = hexToBytes(
  '00000020' + // version
    '00'.repeat(32) + // previous block
    '07'.repeat(32) + // merkle root
    '8030026b' + // time
    'ffff001f' + // bits
    '00000000', // nonce
);
const TARGET = 0xffffn << 224n;

/**
 * What happened here, ready for JSON.
 * @param {object} options of the miner
 */
export async function findings(options = {}) {
  const warnings = [];
  const miner = await createMiner({ threads: 2, onWarning: (warning) => warnings.push(warning), ...options });
  try {
    const result = await miner.mine({ header: HEADER, target: TARGET }, { pick: 'lowest' });
    if (result.status !== 'found') throw new Error('nothing was found');
    return {
      backend: miner.backend,
      reason: miner.reason,
      mode: miner.mode,
      workerKind: miner.workerKind,
      threads: miner.threads,
      solved: bytesToHex(result.header),
      hash: hashToDisplayHex(result.hash),
      isAccepted: checkHeader(decodeHeader(result.header), networks.regtest).ok,
      rate: await measuredRate(miner),
      isCrossOriginIsolated: globalThis.crossOriginIsolated ?? false,
      warnings,
    };
  } finally {
    await miner.close();
  }
}

/** Hashes per second, from half a second of a search without an end. */
async function measuredRate(miner) {
  const stop = new AbortController();
  let rate = 0;
  const search = miner.mine(
    { header: HEADER, target: 0n },
    { signal: stop.signal, onProgress: (progress) => (rate = progress.hashRate) },
  );
  setTimeout(() => stop.abort(), 550);
  await search.catch((error) => {
    if (error !== stop.signal.reason) throw error;
  });
  return rate;
}

/** Says it on the console, in one line that is found among others. */
export async function tell(options) {
  try {
    console.log(`findings ${JSON.stringify(await findings(options))}`);
  } catch (error) {
    console.log(`findings ${JSON.stringify({ error: `${error.code ?? error.name}: ${error.message}` })}`);
  }
}
