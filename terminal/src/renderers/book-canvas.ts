/** Draws the rows of the order book it is given; decides nothing. Geometry in CSS pixels, edges on device pixels. */
import type { Market } from '../stores/market.ts';
import { type BookLayout, rowTop } from '../views/book-layout.ts';
import type { BookRow } from '../views/book-rows.ts';
import { narrowQuantity, priceText } from '../views/figures.ts';
import { surface } from './canvas-surface.ts';
import { numberFont, type Palette } from './palette.ts';

export interface BookPicture {
  readonly market: Market;
  readonly layout: BookLayout;
  readonly asks: readonly BookRow[];
  readonly bids: readonly BookRow[];
  /** The row under the pointer or the keyboard's cursor. */
  readonly cursor: { readonly side: 'bid' | 'ask'; readonly index: number } | undefined;
  readonly stale: boolean;
}

const padding = 10;
const quantityDigits = 7;
const dotRadius = 2.5;

export function drawBook(canvas: HTMLCanvasElement, picture: BookPicture, palette: Palette): void {
  const { width, height } = picture.layout;
  const context = surface(canvas, width, height);
  if (context === undefined) return;
  const ratio = globalThis.devicePixelRatio || 1;
  context.globalAlpha = picture.stale ? 0.4 : 1;
  context.font = `12px ${numberFont}`;
  context.textBaseline = 'middle';
  const largest = Math.max(picture.asks.at(-1)?.sum ?? 0, picture.bids.at(-1)?.sum ?? 0, 1);
  for (const side of ['ask', 'bid'] as const) {
    const rows = side === 'ask' ? picture.asks : picture.bids;
    for (const [index, row] of rows.entries()) {
      drawRow(context, picture, palette, side, index, row, row.sum / largest, ratio);
    }
  }
}

function drawRow(
  context: CanvasRenderingContext2D,
  { market, layout, cursor }: BookPicture,
  palette: Palette,
  side: 'bid' | 'ask',
  index: number,
  row: BookRow,
  share: number,
  ratio: number,
): void {
  const { rowHeight } = layout;
  const top = Math.round(rowTop(layout, side, index) * ratio) / ratio;
  const middle = top + rowHeight / 2 + 0.5;
  const bar = Math.round(layout.width * 0.94 * share * ratio) / ratio;
  const underCursor = cursor?.side === side && cursor.index >= index;
  if (underCursor) {
    context.fillStyle = palette.sheet2;
    context.fillRect(0, top, layout.width, rowHeight);
  }
  context.fillStyle = side === 'ask' ? palette.downWash : palette.upWash;
  context.fillRect(layout.width - bar, top + 1, bar, rowHeight - 2);
  if (row.mine) {
    context.fillStyle = palette.accent;
    context.beginPath();
    context.arc(5, middle - 0.5, dotRadius, 0, Math.PI * 2);
    context.fill();
  }
  context.textAlign = 'left';
  context.fillStyle = side === 'ask' ? palette.down : palette.up;
  context.fillText(priceText(market, row.price), padding + 2, middle);
  context.textAlign = 'right';
  context.fillStyle = palette.ink;
  context.fillText(narrowQuantity(market, row.lots, quantityDigits), Math.round(layout.width * 0.66), middle);
  context.fillStyle = palette.ink2;
  context.fillText(narrowQuantity(market, row.sum, quantityDigits), layout.width - padding, middle);
  if (cursor?.side === side && cursor.index === index) {
    context.fillStyle = palette.focus;
    context.fillRect(0, top, 2, rowHeight);
  }
}
