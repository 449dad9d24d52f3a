/** batch-headers: sha256d of many different 80-byte headers, the hashes copied out. */
import { COUNT, numberedBatch, oneByOne } from './numbered-messages.ts';
import type { Work } from './work.ts';

const batch = numberedBatch(80, 2, '5fa5286396516fd8c2c725669568593299b8cdb678ccefa643e866e76f2058ca');

export const batchHeaders: Work = {
  name: 'batch-headers',
  title: `Hash a batch: sha256d of ${COUNT} different 80-byte headers`,
  unit: 'hashes/s',
  entrants: ({ engines = [], hashers = [] }) => [
    ...engines.map((contender) => batch.entrant(contender, () => contender.engine.sha256dHeaders(batch.messages))),
    ...hashers.map((contender) => {
      const { sha256 } = contender;
      return batch.entrant(contender, () => oneByOne(batch, (header) => sha256(sha256(header))));
    }),
  ],
};
