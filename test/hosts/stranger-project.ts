/** A project like a stranger's: the packed package in its node_modules, and the files of `stranger/` that use it. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));

export interface StrangerProject {
  /** Where its files stand. */
  readonly folder: string;
  /** Where the package stands in it. */
  readonly packageFolder: string;
  /** An empty folder beside it, for what is made of it. */
  outputFolder(name: string): string;
  remove(): void;
}

/**
 * Packs the built checkout and unpacks it as an installation does, without asking a registry.
 * @param damage what is done to the unpacked package
 */
export function createStrangerProject(damage: (packageFolder: string) => void = () => {}): StrangerProject {
  const work = mkdtempSync(join(tmpdir(), 'midstate-hosts-'));
  const folder = join(work, 'project');
  const packageFolder = join(folder, 'node_modules', 'midstate');
  cpSync(join(root, 'test/hosts/stranger'), folder, { recursive: true });
  mkdirSync(join(folder, 'node_modules'), { recursive: true });
  const packed = execFileSync('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', work], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [{ filename, version }] = JSON.parse(packed) as [{ filename: string; version: string }];
  execFileSync('tar', ['-xzf', join(work, filename), '-C', work]);
  renameSync(join(work, 'package'), packageFolder);
  const manifest = { name: 'stranger', private: true, type: 'module', dependencies: { midstate: version } };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  damage(packageFolder);
  return {
    folder,
    packageFolder,
    outputFolder(name) {
      const output = join(work, name);
      mkdirSync(output);
      return output;
    },
    remove: () => rmSync(work, { recursive: true, force: true }),
  };
}
