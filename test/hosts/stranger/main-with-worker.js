/** For bundlers that leave `new Worker(new URL(...))` as it stands: `midstate/worker` is an entry point of its own. */
import { tell } from './consumer.js';

const createWorker = () => new Worker(new URL('./midstate-worker.js', import.meta.url), { type: 'module' });
await tell({ createWorker });
