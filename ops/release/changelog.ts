/** The sections of CHANGELOG.md by version: `## 0.2.0 (2026-12-01)`, or `## 0.2.0 (unreleased)` while it is being made. */
import { OpsProblem } from '../command/problem.ts';

export interface ChangelogSection {
  readonly version: string;
  readonly unreleased: boolean;
  readonly text: string;
}

export function readChangelog(text: string): ChangelogSection[] {
  const parts = text.split(/^## (?=\d)/m).slice(1);
  return parts.map((part) => {
    const [heading = '', ...lines] = part.split('\n');
    const [version = ''] = heading.split(' ');
    return { version, unreleased: /\(unreleased\)/i.test(heading), text: lines.join('\n').trim() };
  });
}

/**
 * What the changelog says of a version. One that comes before a release (`0.2.0-rc.1`) takes the section of that release, or the
 * unreleased one. Throws `OpsProblem` when there is none: a release nobody can read about is not one.
 */
export function sectionFor(version: string, sections: readonly ChangelogSection[]): ChangelogSection {
  const [base = version] = version.split('-');
  const found =
    sections.find((section) => section.version === base) ??
    (base === version ? undefined : sections.find((section) => section.unreleased));
  if (found !== undefined) return found;
  throw new OpsProblem(
    `CHANGELOG.md has no section for ${version}; it has ${sections.map((section) => section.version).join(', ') || 'none'}`,
    `add "## ${base} (unreleased)" to CHANGELOG.md, or build one of those`,
  );
}
