/**
 * Release notes for the people who run it: what changed (CHANGELOG.md), what happens to the database, from where one may come, and
 * whether there is a way back. Made from the same facts as the manifest, so that they can't disagree.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ChangelogSection } from './changelog.ts';
import { readCheckout } from './checkout.ts';
import { pinnedNode, readLock } from './lockfile.ts';
import { readProject } from './project.ts';
import type { UpgradePath } from './upgrade-path.ts';

export interface NotesSources {
  readonly version: string;
  readonly commit: string;
  readonly node: string;
  readonly rulesVersion: number;
  readonly section: ChangelogSection;
  readonly path: UpgradePath;
}

export function releaseNotes({ version, commit, node, rulesVersion, section, path }: NotesSources): string {
  return [
    `# Paperfloor ${version}`,
    '',
    `Commit ${commit}, Node ${node}, rules version ${rulesVersion}.`,
    '',
    section.text,
    '',
    '## Upgrading',
    '',
    `From ${path.oldestUpgradeFrom} or later, in one step.`,
    '',
    ...migrationLines(path),
    '',
    '## Way back',
    '',
    ...wayBack(path),
    '',
  ].join('\n');
}

/** The notes of what this checkout would make. Rejects with `OpsProblem` as building would. */
export async function notesOf(root: string, version: string | undefined): Promise<string> {
  const project = readProject(root, version);
  const { commit } = await readCheckout(root);
  const lock = readLock(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  return releaseNotes({ ...project, commit, node: pinnedNode(lock, 'linux-x64').version });
}

function migrationLines({ previous, newMigrations }: UpgradePath): string[] {
  if (previous === undefined) {
    return [`The first release: its ${newMigrations.length} migrations make the schema from nothing.`];
  }
  if (newMigrations.length === 0) return [`The database schema stays as it is in ${previous}.`];
  const what = newMigrations.length === 1 ? 'One migration runs' : `${newMigrations.length} migrations run`;
  const lines = newMigrations.map(({ id, says, breaking }) => `- \`${id}\`${breaking ? ' (breaking)' : ''}: ${says}`);
  return [`${what} at the first start, before anything is served:`, '', ...lines];
}

function wayBack({ previous, rollForwardOnly }: UpgradePath): string[] {
  if (previous === undefined) return ['There is no release before this one.'];
  if (rollForwardOnly.length === 0) return [`${previous} runs on the data of this release: roll back at any time.`];
  return [
    `**Roll forward only.** Once this release has written, ${previous} can't run on its data:`,
    '',
    ...rollForwardOnly.map((reason) => `- ${reason}`),
    '',
    'The way back is the restore point taken before the upgrade, and loses what was acknowledged since.',
  ];
}
