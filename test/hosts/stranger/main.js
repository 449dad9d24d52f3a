/** For pages and for processes: the package as it comes. */
import { tell } from './consumer.js';

await tell();
