/** Draws the two depth curves as steps, the middle, and marks at prices it is given. */
import type { DepthCurves, DepthPoint } from '../views/depth-curve.ts';
import { surface } from './canvas-surface.ts';
import type { Palette } from './palette.ts';

export interface DepthMark {
  /** 0 .. 1 from the left. */
  readonly x: number;
  /** An order of ours, or the ticket's price. */
  readonly kind: 'order' | 'ticket';
}

const headRoom = 8;

export function drawDepth(
  canvas: HTMLCanvasElement,
  width: number,
  height: number,
  curves: DepthCurves,
  marks: readonly DepthMark[],
  palette: Palette,
): void {
  const context = surface(canvas, width, height);
  if (context === undefined) return;
  steps(context, width, height, curves.bids, 0, palette.up, palette.upWash);
  steps(context, width, height, curves.asks, 1, palette.down, palette.downWash);
  context.lineWidth = 1;
  context.strokeStyle = palette.line;
  vertical(context, 0.5 * width, height);
  for (const mark of marks) {
    context.strokeStyle = palette.accent;
    context.setLineDash(mark.kind === 'ticket' ? [3, 3] : []);
    vertical(context, mark.x * width, height);
  }
  context.setLineDash([]);
}

function steps(
  context: CanvasRenderingContext2D,
  width: number,
  height: number,
  points: readonly DepthPoint[],
  edge: 0 | 1,
  line: string,
  wash: string,
): void {
  const [first] = points;
  if (first === undefined) return;
  const yOf = (share: number): number => height - share * (height - headRoom);
  const path = new Path2D();
  path.moveTo(first.x * width, height);
  let y = height;
  for (const point of points) {
    path.lineTo(point.x * width, y);
    y = yOf(point.y);
    path.lineTo(point.x * width, y);
  }
  path.lineTo(edge * width, y);
  context.strokeStyle = line;
  context.lineWidth = 1.25;
  context.stroke(path);
  path.lineTo(edge * width, height);
  context.fillStyle = wash;
  context.fill(path);
}

function vertical(context: CanvasRenderingContext2D, x: number, height: number): void {
  context.beginPath();
  context.moveTo(Math.round(x) + 0.5, 0);
  context.lineTo(Math.round(x) + 0.5, height);
  context.stroke();
}
