/** What a checkout says of the release it would make: version, changelog, migrations, rules of trading, upgrade path. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ChangelogSection, readChangelog, sectionFor } from './changelog.ts';
import { type MigrationNote, readMigrations, readRulesVersion } from './migrations.ts';
import { oldestUpgradeFrom, released } from './released.ts';
import { type UpgradePath, upgradePath } from './upgrade-path.ts';
import { readVersion } from './version.ts';

export interface Project {
  readonly version: string;
  readonly section: ChangelogSection;
  readonly migrations: readonly MigrationNote[];
  readonly rulesVersion: number;
  readonly path: UpgradePath;
  /** Names of the packages it asks for. */
  readonly direct: readonly string[];
}

/** `asked` is another version than package.json has. Throws `OpsProblem` for one that is no version or has no changelog. */
export function readProject(root: string, asked: string | undefined): Project {
  const { version: own, dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    version: string;
    dependencies: Readonly<Record<string, string>>;
  };
  const version = readVersion(asked ?? own);
  const section = sectionFor(version, readChangelog(readFileSync(join(root, 'CHANGELOG.md'), 'utf8')));
  const migrations = readMigrations(root);
  const rulesVersion = readRulesVersion(root);
  const path = upgradePath(version, { migrations, rulesVersion }, released, oldestUpgradeFrom);
  return { version, section, migrations, rulesVersion, path, direct: Object.keys(dependencies) };
}
