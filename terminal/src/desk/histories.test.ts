import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as settle } from 'node:timers/promises';
import { Histories } from './histories.ts';

/** Histories over a clock of their own, whose every question is answered when `answer` is called. */
function desk() {
  const asked: string[] = [];
  const left: number[] = [];
  let now = 0;
  let answer = (): void => undefined;
  const ports = {
    fetch(symbol: string): Promise<void> {
      asked.push(`${symbol} ${now}`);
      return new Promise((resolve) => {
        answer = resolve;
      });
    },
    left: (count: number) => void left.push(count),
  };
  const pause = async (milliseconds: number): Promise<void> => {
    now += milliseconds;
  };
  const histories = new Histories(ports, () => now, pause);
  return {
    asked,
    left,
    async want(symbols: readonly string[]) {
      histories.want(symbols);
      await settle();
    },
    drop: () => histories.drop(),
    async answered() {
      answer();
      await settle();
    },
  };
}

const names = (count: number): string[] => Array.from({ length: count }, (_, index) => `S${index}`);

test('ten are asked for at once, one after the other, and then one a second', async () => {
  const { want, asked, left, answered } = desk();
  await want(names(13));
  for (let index = 0; index < 13; index += 1) await answered();
  const seconds = asked.map((one) => Number(one.split(' ')[1]) / 1000);
  assert.deepEqual(seconds, [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3]);
  assert.deepEqual([left[0], left.at(-1)], [13, 0]);
});

test('what is wanted last comes first, and nothing twice', async () => {
  const { want, asked, answered } = desk();
  await want(['A', 'B', 'C']);
  await want(['C', 'A', 'B']);
  for (let index = 0; index < 5; index += 1) await answered();
  assert.deepEqual(asked, ['A 0', 'C 0', 'B 0']);
});

test('what was dropped is asked for again when it is wanted, and keeps to the same pace', async () => {
  const { want, drop, asked, answered } = desk();
  await want(names(10));
  for (let index = 0; index < 10; index += 1) await answered();
  drop();
  await want(['S1']);
  await answered();
  assert.equal(asked.at(-1), 'S1 1000');
});
