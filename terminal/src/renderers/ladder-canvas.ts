/** Draws the rows of the price ladder it is given; decides nothing. Geometry in CSS pixels, edges on device pixels. */
import type { Market } from '../stores/market.ts';
import { narrowQuantity, priceText } from '../views/figures.ts';
import { columnSpan, type LadderCell, type LadderLayout } from '../views/ladder-layout.ts';
import type { LadderRow } from '../views/ladder-rows.ts';
import { ownMark } from '../views/ladder-words.ts';
import { surface } from './canvas-surface.ts';
import { numberFont, type Palette } from './palette.ts';

export interface LadderPicture {
  readonly market: Market;
  readonly layout: LadderLayout;
  readonly rows: readonly LadderRow[];
  readonly direction: 'up' | 'down' | 'flat';
  readonly cursor: LadderCell | undefined;
  /** The row over which an own order is held. */
  readonly drop: number | undefined;
  readonly armed: boolean;
  readonly stale: boolean;
}

interface Pen {
  readonly context: CanvasRenderingContext2D;
  readonly picture: LadderPicture;
  readonly palette: Palette;
  /** On the next device pixel. */
  snap(at: number): number;
}

const padding = 5;
const tradedAlpha = 0.24;
/** Of a figure of 12 px. */
const figureWidth = 7.21;
const arrowWidth = 9;
const arrows = { up: '▲', down: '▼', flat: '•' } as const;

export function drawLadder(canvas: HTMLCanvasElement, picture: LadderPicture, palette: Palette): void {
  const { layout, rows } = picture;
  const context = surface(canvas, layout.width, layout.height);
  if (context === undefined) return;
  const ratio = globalThis.devicePixelRatio || 1;
  const pen: Pen = { context, picture, palette, snap: (at) => Math.round(at * ratio) / ratio };
  context.globalAlpha = picture.stale ? 0.4 : 1;
  context.textBaseline = 'middle';
  const largest = Math.max(1, ...rows.map((row) => Math.max(row.bid, row.ask)));
  const mostTraded = Math.max(1, ...rows.map((row) => row.traded));
  const [priceLeft, priceWidth] = columnSpan(layout, 'price');
  context.fillStyle = palette.sheet2;
  context.fillRect(pen.snap(priceLeft), 0, pen.snap(priceWidth), layout.height);
  for (const [index, row] of rows.entries()) drawRow(pen, index, row, largest, mostTraded);
  drawCursor(pen);
}

function drawRow(pen: Pen, index: number, row: LadderRow, largest: number, mostTraded: number): void {
  const { context, picture, palette } = pen;
  const [top, height] = rowSpan(pen, index);
  if (picture.cursor?.row === index) {
    context.fillStyle = palette.sheet2;
    context.fillRect(0, top, picture.layout.width, height);
  }
  const [priceLeft, priceWidth] = columnSpan(picture.layout, 'price');
  context.fillStyle = palette.ink3;
  const { globalAlpha } = context;
  context.globalAlpha = globalAlpha * tradedAlpha;
  context.fillRect(pen.snap(priceLeft), top + 1, pen.snap((priceWidth * row.traded) / mostTraded), height - 2);
  context.globalAlpha = globalAlpha;
  context.font = `12px ${numberFont}`;
  context.textAlign = 'right';
  drawQuantity(pen, index, 'bid', row.bid, largest);
  drawQuantity(pen, index, 'ask', row.ask, largest);
  drawPrice(pen, index, row);
  if (row.own.length > 0) drawOwn(pen, index, row);
}

function drawQuantity(pen: Pen, index: number, side: 'bid' | 'ask', lots: number, largest: number): void {
  if (lots === 0) return;
  const { context, picture, palette } = pen;
  const [top, height] = rowSpan(pen, index);
  const [left, width] = columnSpan(picture.layout, side);
  const bar = pen.snap((width * lots) / largest);
  context.fillStyle = side === 'bid' ? palette.upWash : palette.downWash;
  context.fillRect(
    pen.snap(side === 'bid' ? left + width : left) - (side === 'bid' ? bar : 0),
    top + 1,
    bar,
    height - 2,
  );
  context.fillStyle = palette.ink;
  context.fillText(
    narrowQuantity(picture.market, lots, Math.floor((width - 2 * padding) / figureWidth) - 1),
    pen.snap(left + width) - padding,
    top + height / 2 + 0.5,
  );
}

function drawPrice(pen: Pen, index: number, row: LadderRow): void {
  const { context, picture, palette } = pen;
  const [top, height] = rowSpan(pen, index);
  const [left, width] = columnSpan(picture.layout, 'price');
  const line = top + height / 2 + 0.5;
  const text = priceText(picture.market, row.price);
  context.fillStyle = row.ask > 0 ? palette.down : row.bid > 0 ? palette.up : palette.ink3;
  if (row.isLast) {
    const { direction } = picture;
    context.fillStyle = direction === 'up' ? palette.up : direction === 'down' ? palette.down : palette.ink;
    context.strokeStyle = context.fillStyle;
    context.lineWidth = 1;
    context.strokeRect(pen.snap(left) + 0.5, top + 0.5, pen.snap(width) - 1, height - 1);
    context.font = `8px ${numberFont}`;
    const room = width - text.length * figureWidth - padding;
    if (room > arrowWidth) context.fillText(arrows[direction], left + room - 2, line);
    context.font = `600 12px ${numberFont}`;
  }
  context.fillText(text, pen.snap(left + width) - padding, line);
}

function drawOwn(pen: Pen, index: number, row: LadderRow): void {
  const { context, picture, palette } = pen;
  const [top, height] = rowSpan(pen, index);
  const [left, width] = columnSpan(picture.layout, 'own');
  context.fillStyle = row.own[0]?.side === 'buy' ? palette.upBar : palette.downBar;
  context.fillRect(left + 2, top + 2, width - 4, height - 4);
  context.fillStyle = palette.accent;
  context.fillRect(left + 2, top + 2, 2.5, height - 4);
  context.fillStyle = palette.ink;
  context.font = `11px ${numberFont}`;
  context.textAlign = 'left';
  context.fillText(ownMark(picture.market, row.own), left + 8, top + height / 2 + 0.5, width - 11);
}

/** The cell that a press would act on; and where a held order would be let go. */
function drawCursor(pen: Pen): void {
  const { context, picture, palette } = pen;
  const { cursor, drop, armed, layout } = picture;
  if (drop !== undefined) outline(pen, drop, 0, layout.width, palette.accent, 1);
  if (drop !== undefined || cursor === undefined) return;
  const [left, width] = columnSpan(layout, cursor.column);
  const sends = armed && (cursor.column === 'bid' || cursor.column === 'ask');
  const colour = sends ? (cursor.column === 'bid' ? palette.up : palette.down) : palette.focus;
  context.globalAlpha = 1;
  outline(pen, cursor.row, left, width, colour, sends ? 2 : 1);
}

function outline(pen: Pen, row: number, left: number, width: number, colour: string, line: number): void {
  const [top, height] = rowSpan(pen, row);
  pen.context.strokeStyle = colour;
  pen.context.lineWidth = line;
  pen.context.strokeRect(pen.snap(left) + line / 2, top + line / 2, pen.snap(width) - line, height - line);
}

function rowSpan(pen: Pen, index: number): readonly [number, number] {
  const { rowHeight } = pen.picture.layout;
  const top = pen.snap(index * rowHeight);
  return [top, pen.snap((index + 1) * rowHeight) - top];
}
