import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PrimaryFinder, type Standing } from './primary-finder.ts';
import { readServerList } from './server-list.ts';

function finderOf(url: string, answers: Record<string, Standing | 'silent' | 'gone'>) {
  const moves: string[] = [];
  let asked = 0;
  const finder = new PrimaryFinder({
    servers: readServerList(url),
    ask: ({ name }) => {
      asked++;
      const answer = answers[name];
      if (answer === 'silent') return new Promise(() => {});
      return answer === 'gone' || answer === undefined ? Promise.reject(new Error('refused')) : Promise.resolve(answer);
    },
    moved: (from, to) => moves.push(`${from.name} > ${to.name}`),
  });
  return { finder, moves, answers, asked: () => asked };
}

test('the first that takes writes is the primary, though another is silent', async () => {
  const { finder, moves } = finderOf('postgres://a,b,c/x', { a: 'silent', b: 'primary', c: 'standby' });
  assert.equal(finder.known.name, 'a');
  assert.equal((await finder.find()).name, 'b');
  assert.equal(finder.known.name, 'b');
  assert.deepEqual(moves, ['a > b']);
});

test('without a primary the last one stays known, and it is told what each server says', async () => {
  const { finder, moves, answers } = finderOf('postgres://a,b/x', { a: 'gone', b: 'standby' });
  await assert.rejects(finder.find(), {
    name: 'NoPrimary',
    message: 'none of the database servers takes writes (a: refused; b: standby)',
  });
  assert.equal(finder.known.name, 'a');
  answers['b'] = 'primary';
  await finder.find();
  assert.deepEqual(moves, ['a > b']);
});

test('who asks at the same time shares one look, and one server alone is not asked', async () => {
  const several = finderOf('postgres://a,b/x', { a: 'primary', b: 'standby' });
  await Promise.all([several.finder.find(), several.finder.find()]);
  assert.equal(several.asked(), 2);
  const alone = finderOf('postgres://a/x', { a: 'gone' });
  assert.equal((await alone.finder.find()).name, 'a');
  assert.equal(alone.asked(), 0);
});
