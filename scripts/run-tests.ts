/**
 * Runs the test files and prints the verdict: `N passed, N failed, N skipped` as the last line.
 *
 * First everything that needs nothing but Node, then what starts databases and servers, then what looks at pages, all two files at a time:
 * most of their time is waiting. What takes both cores by itself, or looks at how long something takes or how much memory, comes behind
 * them, one file at a time. Arguments narrow the files: `npm test -- src/core browser`.
 */
import { globSync } from 'node:fs';
import { relative } from 'node:path';
import { run } from 'node:test';

const root = new URL('..', import.meta.url).pathname;
const serverPattern = /\.pg\.test\.ts$|^test\/(cluster|e2e|journal|cli)\//;
const pagePattern = /\.browser\.test\.ts$/;
const alonePattern = /\.lab\.test\.ts$|^test\/(simulation|abuse)\/|(trouble|long-day)\.browser\.test\.ts$/;
/** The story on lab hosts is one long file; it comes last, and a machine that can't have a lab skips it. */
const storyPattern = /^ops\/story\//;
const fileMillisecondsMax = 600_000;
const storyMillisecondsMax = 1_200_000;

interface Failure {
  readonly file: string;
  readonly name: string;
  readonly error: unknown;
}

const words = process.argv.slice(2);
const files = globSync(
  [
    'src/**/*.test.ts',
    'test/**/*.test.ts',
    'bench/**/*.test.ts',
    'scripts/**/*.test.ts',
    'terminal/**/*.test.ts',
    'ops/**/*.test.ts',
  ],
  {
    cwd: root,
    exclude: (path) => path.includes('node_modules'),
  },
)
  .filter((file) => words.length === 0 || words.some((word) => file.includes(word)))
  .sort();

if (files.length === 0) {
  console.error(`no test file matches ${words.join(' ')}`);
  process.exit(1);
}

let passed = 0;
let skipped = 0;
const failures: Failure[] = [];

const alone = files.filter((file) => alonePattern.test(file));
const beside = files.filter((file) => !alonePattern.test(file));
const kindOf = (file: string) => (pagePattern.test(file) ? 'page' : serverPattern.test(file) ? 'server' : 'plain');
for (const kind of ['plain', 'server', 'page']) {
  await runFiles(
    beside.filter((file) => kindOf(file) === kind),
    2,
  );
}
await runFiles(
  alone.filter((file) => !storyPattern.test(file)),
  1,
);
await runFiles(
  alone.filter((file) => storyPattern.test(file)),
  1,
  storyMillisecondsMax,
);

for (const failure of failures) {
  console.log(`\nFAILED ${failure.file}: ${failure.name}`);
  console.log(failure.error);
}
console.log(`\n${passed} passed, ${failures.length} failed, ${skipped} skipped`);
process.exit(failures.length === 0 ? 0 : 1);

async function runFiles(
  paths: readonly string[],
  concurrency: number,
  timeout: number = fileMillisecondsMax,
): Promise<void> {
  if (paths.length === 0) return;
  const stream = run({ files: paths.map((path) => root + path), concurrency, timeout, cwd: root });
  stream.on('test:pass', (test) => {
    if (test.skip !== undefined) {
      skipped++;
      console.log(`skipped  ${test.name}${typeof test.skip === 'string' ? `: ${test.skip}` : ''}`);
    } else if (test.details.type !== 'suite') {
      passed++;
    }
  });
  // At once, since what a failed test leaves behind may keep its file from ending.
  stream.on('test:complete', (test) => {
    const { error, passed: isGood } = test.details;
    if (isGood || test.details.type === 'suite') return;
    const file = test.file === undefined ? '' : `${relative(root, test.file)}: `;
    console.log(`FAILED   ${file}${test.name}\n         ${error?.cause ?? error}`);
  });
  stream.on('test:fail', (test) => {
    const file = test.file === undefined ? test.name : relative(root, test.file);
    // A suite fails with its tests; it counts by itself only when nothing inside it has failed.
    if (test.details.type === 'suite' && failures.some((failure) => failure.file === file)) return;
    failures.push({ file, name: test.name, error: test.details.error.cause ?? test.details.error });
  });
  stream.on('test:stderr', (event) => process.stderr.write(event.message));
  stream.on('test:summary', (summary) => {
    if (summary.file === undefined) return;
    const seconds = (summary.duration_ms / 1000).toFixed(1);
    console.log(`${seconds.padStart(6)} s ${relative(root, summary.file)}`);
  });
  for await (const event of stream) void event;
}
