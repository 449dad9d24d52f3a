/** Mounts the panels, each in its section, in turns with the page. */
import { createPlaygroundSession } from './mining/playground-session.ts';
import { mountEnvironmentPanel } from './panels/environment-panel.ts';
import { mountInspectPanel } from './panels/inspect-panel.ts';
import { mountMinePanel } from './panels/mine-panel.ts';
import { mountReorgPanel } from './panels/reorg-panel.ts';
import { mountVerifyPanel } from './panels/verify-panel.ts';
import { nextTask } from './page-tick.ts';
import { mountThemeToggle } from './theme-toggle.ts';

function place(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`index.html: expected an element with the id ${id}`);
  return found;
}

const cores = navigator.hardwareConcurrency || 1;
const playground = createPlaygroundSession(cores);

mountThemeToggle(place('theme'));
// all modules were evaluated in this task
await nextTask();
mountMinePanel(place('mine'), {
  playground,
  nowMs: () => performance.now(),
  maxThreads: Math.max(32, 2 * cores),
});
await nextTask();
mountInspectPanel(place('inspect'));
await nextTask();
mountVerifyPanel(place('verify'), () => playground.session.headers);
await nextTask();
mountReorgPanel(place('reorg'));
await nextTask();
mountEnvironmentPanel(place('environment'), playground);

// shows the stored chain; nothing is searched before somebody asks for it
void playground.session.open();
