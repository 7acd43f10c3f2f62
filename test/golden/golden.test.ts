/**
 * The same journal gives the same events and the same state: today, after any change, however its time is cut, and across a
 * restart. A difference is a bug, or a change of the rules to be taken over with `npm run golden -- --accept`.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeCommands, encodeCommands } from '../../src/journal/command-codec.ts';
import { journalNames, journalText, readExpected, readRecordings } from './golden-files.ts';
import { readGoldenJournal, writeGoldenJournal } from './golden-journal.ts';
import { playJournal } from './play-journal.ts';

const recordings = readRecordings();
const expected = readExpected();

test('every golden journal has its expected end, and none is missing', () => {
  assert.deepEqual(Object.keys(expected).sort(), journalNames());
});

for (const name of journalNames()) {
  const text = journalText(name);

  test(`${name}: the journal leads to the recorded events and state`, () => {
    assert.deepEqual(playJournal(text, recordings), expected[name]);
  });

  test(`${name}: the same when time passes in small pieces and the floor is restarted half way`, () => {
    const { commands } = readGoldenJournal(text);
    const restartBehind = Math.ceil(commands.length / 2);
    assert.deepEqual(playJournal(text, recordings, { pieceUs: 770_000, restartBehind }), expected[name]);
  });

  test(`${name}: its commands pass through the journal's bytes, and its text through reading`, () => {
    const journal = readGoldenJournal(text);
    assert.deepEqual(decodeCommands(encodeCommands(journal.commands), 1), journal.commands);
    assert.equal(writeGoldenJournal(journal), text);
  });
}
