import assert from 'node:assert/strict';
import { test } from 'node:test';
import { actionOfKey } from './keyboard.ts';

function press(key: string, typing = false, part: Partial<{ ctrlKey: boolean; metaKey: boolean }> = {}) {
  return actionOfKey({ key, ctrlKey: false, metaKey: false, altKey: false, ...part }, typing);
}

test('letters act only while nothing is being typed', () => {
  assert.equal(press('b'), 'buy');
  assert.equal(press('S'), 'sell');
  assert.equal(press('l'), 'ladder');
  assert.equal(press('/'), 'search');
  assert.equal(press('?'), 'help');
  assert.equal(press('b', true), undefined);
  assert.equal(press('/', true), undefined);
});

test('Escape and Ctrl-K work from anywhere, browser shortcuts stay the browser’s', () => {
  assert.equal(press('Escape', true), 'escape');
  assert.equal(press('k', true, { ctrlKey: true }), 'search');
  assert.equal(press('K', false, { metaKey: true }), 'search');
  assert.equal(press('s', false, { ctrlKey: true }), undefined);
});
