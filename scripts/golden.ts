/**
 * `npm run golden`: plays the golden journals and says where they lead; exit code 1 when one leads elsewhere than expected.
 *
 *   npm run golden -- --accept             what they lead to now becomes what is expected; the commit says why
 *   npm run golden -- --compose orders     makes that journal anew (the commands themselves have changed), and accepts
 */
import { parseArgs } from 'node:util';
import { composers } from '../test/golden/compose-journals.ts';
import { type Expected, playAll, readExpected, saveExpected, saveJournal } from '../test/golden/golden-files.ts';
import { writeGoldenJournal } from '../test/golden/golden-journal.ts';

const { values: options } = readOptions();
const accepting = options.accept || options.compose.length > 0;

for (const name of options.compose) {
  const compose = composers[name];
  if (compose === undefined)
    refuse(`no journal ${name} is composed here; there are ${Object.keys(composers).join(', ')}`);
  saveJournal(name, writeGoldenJournal(compose()));
}

const found = playAll();
const differing = compare(found, readExpected());
for (const [name, { stateHash, commands, refused, marketEvents, accountEvents }] of Object.entries(found)) {
  const verdict = differing.includes(name) ? 'DIFFERS' : 'ok     ';
  const counts = `${commands} commands, ${refused} refused, ${marketEvents} market events, ${accountEvents} account events`;
  console.log(`${verdict} ${name.padEnd(14)} ${stateHash}  ${counts}`);
}
if (accepting) {
  saveExpected(found);
  console.log(`accepted ${differing.length} changes: say in the commit why they changed`);
}
process.exit(accepting || differing.length === 0 ? 0 : 1);

function readOptions() {
  try {
    return parseArgs({
      options: {
        accept: { type: 'boolean', default: false },
        compose: { type: 'string', multiple: true, default: [] },
      },
    });
  } catch (error) {
    return refuse((error as Error).message);
  }
}

function refuse(message: string): never {
  console.error(`${message}\n\nExample: npm run golden -- --accept`);
  process.exit(2);
}

function compare(now: Expected, then: Expected): string[] {
  const names = new Set([...Object.keys(now), ...Object.keys(then)]);
  return [...names].filter((name) => JSON.stringify(now[name]) !== JSON.stringify(then[name]));
}
