/** For edge runtimes: a handler of requests. */
import { findings } from './consumer.js';

export default {
  async fetch() {
    try {
      return Response.json(await findings());
    } catch (error) {
      return Response.json({ error: `${error.code ?? error.name}: ${error.message}` });
    }
  },
};
