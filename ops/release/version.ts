/** Version numbers as releases carry them: three numbers, and words for what comes before a release (semver.org, without build words). */
import { OpsProblem } from '../command/problem.ts';

const pattern = /^(0|[1-9]\d{0,5})\.(0|[1-9]\d{0,5})\.(0|[1-9]\d{0,5})(?:-([0-9a-z]+(?:[.-][0-9a-z]+)*))?$/;

export function isVersion(text: string): boolean {
  return pattern.test(text);
}

/** Throws `OpsProblem` when it is not one: a version is part of file names and of commands on hosts. */
export function readVersion(text: string): string {
  if (isVersion(text)) return text;
  throw new OpsProblem(
    `expected a version such as 0.2.0 or 0.2.0-rc.1, found ${JSON.stringify(text)}`,
    'paperfloor ops release build 0.2.0 --out DIRECTORY --key FILE',
  );
}

/** Below 0 when `left` is older. A version with a word after it is older than the same one without; words compare as text. */
export function compareVersions(left: string, right: string): number {
  const [leftParts, rightParts] = [pattern.exec(left), pattern.exec(right)];
  for (const index of [1, 2, 3]) {
    const difference = Number(leftParts?.[index]) - Number(rightParts?.[index]);
    if (difference !== 0) return difference;
  }
  const [leftWord, rightWord] = [leftParts?.[4], rightParts?.[4]];
  if (leftWord === rightWord) return 0;
  if (leftWord === undefined) return 1;
  if (rightWord === undefined) return -1;
  return leftWord < rightWord ? -1 : 1;
}
