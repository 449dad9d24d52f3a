/** batch-messages: SHA-256 of many different messages of 55 bytes, the most that one block holds. */
import { COUNT, numberedBatch, oneByOne } from './numbered-messages.ts';
import type { Work } from './work.ts';

const batch = numberedBatch(55, 1, '777559ee9a32abe91e34fafcc984ddde8d7d1249179b2dc7a852a88a9d54006d');

export const batchMessages: Work = {
  name: 'batch-messages',
  title: `Hash a batch: SHA-256 of ${COUNT} different messages of 55 bytes`,
  unit: 'hashes/s',
  entrants: ({ engines = [], hashers = [] }) => [
    ...engines.map((contender) =>
      batch.entrant(contender, () => contender.engine.sha256Messages(batch.messages, batch.sizeBytes)),
    ),
    ...hashers.map((contender) => batch.entrant(contender, () => oneByOne(batch, contender.sha256))),
  ],
};
