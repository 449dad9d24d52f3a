/** Mounts the panels, each in its section. */
import { mountEnvironmentPanel } from './panels/environment-panel.ts';
import { mountInspectPanel } from './panels/inspect-panel.ts';
import { mountMinePanel } from './panels/mine-panel.ts';
import { mountReorgPanel } from './panels/reorg-panel.ts';
import { mountVerifyPanel } from './panels/verify-panel.ts';

function sectionNamed(id: string): HTMLElement {
  const section = document.getElementById(id);
  if (section === null) throw new Error(`index.html: expected a section with the id ${id}`);
  return section;
}

mountMinePanel(sectionNamed('mine'));
mountInspectPanel(sectionNamed('inspect'));
mountVerifyPanel(sectionNamed('verify'));
mountReorgPanel(sectionNamed('reorg'));
mountEnvironmentPanel(sectionNamed('environment'));
