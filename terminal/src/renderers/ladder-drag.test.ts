import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { dragLadder, type LadderDrag } from './ladder-drag.ts';

/** As much of an element as a hand touches. */
class Area extends EventTarget {
  getBoundingClientRect(): { left: number; top: number } {
    return { left: 0, top: 0 };
  }
  setPointerCapture(): void {}
}

const page = new EventTarget();
const heard: unknown[][] = [];
let area: Area;
let drag: LadderDrag;

beforeEach(() => {
  heard.length = 0;
  area = new Area();
  Object.assign(globalThis, { addEventListener: page.addEventListener.bind(page) });
  drag = dragLadder(area as unknown as HTMLElement, {
    take: (x) => (x < 10 ? 'order' : undefined),
    scroll: (pixels) => void heard.push(['scroll', pixels]),
    over: (y) => void (y !== undefined && heard.push(['over', y])),
    dropped: (held, y) => void heard.push(['dropped', held, y]),
  });
});

afterEach(() => drag.end());

test('an order is taken, shown where it would go, and let go there', () => {
  pointer('down', 5, 50);
  pointer('move', 5, 80);
  pointer('up', 5, 80);
  assert.deepEqual(heard, [
    ['over', 80],
    ['dropped', 'order', 80],
  ]);
  assert.equal(drag.isDrag(), true);
});

test('a finger moves no order: it scrolls wherever it begins', () => {
  pointer('down', 5, 50, { pointerType: 'touch' });
  pointer('move', 5, 80, { pointerType: 'touch' });
  pointer('up', 5, 80, { pointerType: 'touch' });
  assert.deepEqual(heard, [['scroll', 30]]);
});

test('a button let go outside is let go: the pointer that comes back drags nothing', () => {
  pointer('down', 50, 50);
  pointer('move', 50, 52);
  pointer('move', 50, 90, { buttons: 0 });
  pointer('move', 50, 130);
  assert.deepEqual(heard, []);
});

test('Escape takes back a press that has not slipped yet: its click does nothing', () => {
  pointer('down', 5, 50);
  pressEscape();
  pointer('up', 5, 50);
  assert.equal(drag.isDrag(), true);
  pointer('down', 5, 50);
  assert.equal(drag.isDrag(), false);
  pointer('up', 5, 50);
  assert.deepEqual(heard, []);
});

test('Escape puts back what is held', () => {
  pointer('down', 5, 50);
  pointer('move', 5, 80);
  pressEscape();
  pointer('move', 5, 90);
  pointer('up', 5, 90);
  assert.deepEqual(heard, [['over', 80]]);
  assert.equal(drag.isDrag(), true);
});

function pointer(name: 'down' | 'move' | 'up', x: number, y: number, more: object = {}): void {
  const place = { button: 0, buttons: 1, pointerId: 1, pointerType: 'mouse', clientX: x, clientY: y, ...more };
  area.dispatchEvent(Object.assign(new Event(`pointer${name}`), place));
}

function pressEscape(): void {
  page.dispatchEvent(Object.assign(new Event('keydown'), { key: 'Escape' }));
}
