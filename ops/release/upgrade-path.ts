/**
 * Where a release can be reached from, and whether it can be left again. The way back is closed by a migration the release
 * before can't live with, and by new rules of trading: what was written under them, the release before refuses to continue.
 */
import type { MigrationNote } from './migrations.ts';
import type { Released } from './released.ts';
import { compareVersions } from './version.ts';

export interface UpgradePath {
  readonly oldestUpgradeFrom: string;
  /** The release before this one; undefined for the first. */
  readonly previous: string | undefined;
  readonly newMigrations: readonly MigrationNote[];
  /** Why the release before can't run again once this one has written; empty when it can. */
  readonly rollForwardOnly: readonly string[];
}

export function upgradePath(
  version: string,
  content: { readonly migrations: readonly MigrationNote[]; readonly rulesVersion: number },
  history: readonly Released[],
  oldestUpgradeFrom: string,
): UpgradePath {
  const previous = history.filter((release) => compareVersions(release.version, version) < 0).at(-1);
  const newMigrations = content.migrations.filter(({ id }) => previous === undefined || id > previous.lastMigration);
  const reasons = previous === undefined ? [] : closedWays(previous, newMigrations, content.rulesVersion);
  return { oldestUpgradeFrom, previous: previous?.version, newMigrations, rollForwardOnly: reasons };
}

function closedWays(previous: Released, migrations: readonly MigrationNote[], rulesVersion: number): string[] {
  const breaking = migrations
    .filter((migration) => migration.breaking)
    .map(({ id }) => `migration ${id} is one that ${previous.version} refuses`);
  if (rulesVersion === previous.rulesVersion) return breaking;
  return [...breaking, `rules version ${previous.rulesVersion} becomes ${rulesVersion}`];
}
