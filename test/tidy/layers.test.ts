import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allowMarker, bannedInPureRooms, composers, importTable } from '../../scripts/check/import-table.mjs';
import { isTest, readSources, resolveImport, type Source } from './sources.ts';

const sources = readSources('{src,ops}/**/*.ts').filter((source) => !isTest(source.path));

/** The room as the import table names it: `core` for src/core, `ops/lab` for ops/lab. */
function roomOf(path: string): string {
  const [top, room = ''] = path.split('/');
  return top === 'src' ? room : `${top}/${room}`;
}

test('every room of src and ops stands in the import table', () => {
  const known = new Set([...importTable.map((row) => row.room), ...composers]);
  const unknown = sources.map((source) => roomOf(source.path)).filter((room) => !known.has(room));
  assert.deepEqual([...new Set(unknown)], []);
});

test('a room imports only the rooms its row names', () => {
  const broken: string[] = [];
  for (const source of sources) {
    const room = roomOf(source.path);
    const row = importTable.find((candidate) => candidate.room === room);
    if (row === undefined) continue;
    for (const specifier of source.imports) {
      const target = resolveImport(source.path, specifier);
      if (target === undefined) {
        const allowed = row.packages.some(
          (name) => specifier === name || specifier.startsWith(name.endsWith(':') ? name : `${name}/`),
        );
        if (!allowed) broken.push(`${source.path} imports package ${specifier}`);
        continue;
      }
      const targetRoom = roomOf(target);
      if (targetRoom !== room && !row.mayImport.includes(targetRoom)) broken.push(`${source.path} imports ${target}`);
    }
  }
  assert.deepEqual(broken, []);
});

test('core and market hold no clock, dice, timers, platform or locale', () => {
  const broken: string[] = [];
  for (const source of sources.filter(isPure)) {
    for (const [index, line] of stripComments(source).entries()) {
      if (source.lines[index]?.includes(allowMarker)) continue;
      for (const banned of bannedInPureRooms) {
        if (banned.pattern.test(line)) broken.push(`${source.path}:${index + 1} uses ${banned.name}: ${line.trim()}`);
      }
    }
  }
  assert.deepEqual(broken, []);
});

test('no import runs in a circle', () => {
  const edges = new Map(
    sources.map((source) => [
      source.path,
      source.imports.map((specifier) => resolveImport(source.path, specifier)).filter((path) => path !== undefined),
    ]),
  );
  const done = new Set<string>();
  const circles: string[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    const at = trail.indexOf(path);
    if (at >= 0) {
      circles.push([...trail.slice(at), path].join(' → '));
      return;
    }
    if (done.has(path)) return;
    for (const next of edges.get(path) ?? []) visit(next, [...trail, path]);
    done.add(path);
  };
  for (const path of edges.keys()) visit(path, []);
  assert.deepEqual(circles, []);
});

/** One in each of the two programs. */
const environmentReaders = new Set(['config', 'ops/cli']);

test('process.env is read in one room only', () => {
  const readers = sources.filter(
    (source) => source.text.includes('process.env') && !environmentReaders.has(roomOf(source.path)),
  );
  assert.deepEqual(
    readers.map((source) => source.path),
    [],
  );
});

test('file names are nouns in kebab-case; a suffix says what else a test needs, migrations are numbered', () => {
  const odd = readSources('{src,test,bench,scripts,ops}/**/*.ts')
    .map((source) => source.path)
    .filter((path) => !/^(\d{4}_)?[a-z0-9-]+(\.(pg|browser|lab))?(\.test)?\.ts$/.test(path.split('/').at(-1) ?? ''));
  assert.deepEqual(odd, []);
});

test('every source file says in its first lines what it is for', () => {
  const silent = sources.filter((source) => !/^(#!.*\n)?\/\*\*/.test(source.text)).map((source) => source.path);
  assert.deepEqual(silent, []);
});

function isPure(source: Source): boolean {
  return roomOf(source.path) === 'core' || roomOf(source.path) === 'market';
}

/** Lines with comments and quoted text blanked, so that words in prose don't count. */
function stripComments(source: Source): string[] {
  let inBlock = false;
  return source.lines.map((line) => {
    let rest = line;
    if (inBlock) {
      const end = rest.indexOf('*/');
      if (end < 0) return '';
      rest = rest.slice(end + 2);
      inBlock = false;
    }
    rest = rest.replace(/\/\*.*?\*\//g, '').replace(/\/\/.*$/, '');
    const start = rest.indexOf('/*');
    if (start >= 0) {
      inBlock = true;
      rest = rest.slice(0, start);
    }
    return rest.startsWith('import ') || rest.includes(" from '")
      ? rest
      : rest.replace(/(['"`])(?:\\.|(?!\1).)*\1/g, "''");
  });
}
