/** Cost against size as SVG: a panel each, sizes on a logarithmic axis, cost as a multiple of the smallest size's. */

export interface Series {
  readonly title: string;
  /** Smallest first; `cost` of the first is 1. */
  readonly points: readonly { readonly size: number; readonly cost: number }[];
}

/** What cost may grow to over a whole range. */
const goal = 3;
const panel = { width: 260, height: 180, left: 44, top: 34, gap: 36 };
const line = '#2563eb';
const grey = '#8a8f98';

export function drawPlot(all: readonly Series[]): string {
  const top = Math.max(goal + 0.5, ...all.flatMap(({ points }) => points.map(({ cost }) => cost * 1.1)));
  const width = panel.left + all.length * (panel.width + panel.gap);
  const height = panel.top + panel.height + 34;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="11">`,
    '<title>Cost of an order in the core, as a multiple of the smallest size</title>',
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    ...all.map((series, index) => drawPanel(series, index * (panel.width + panel.gap) + panel.left, top)),
    '</svg>\n',
  ].join('\n');
}

function drawPanel({ title, points }: Series, left: number, top: number): string {
  const sizes = points.map(({ size }) => Math.log10(size));
  const [low = 0, high = 1] = [sizes[0], sizes.at(-1)];
  const x = (size: number) => (left + ((Math.log10(size) - low) / (high - low)) * panel.width).toFixed(1);
  const y = (cost: number) => (panel.top + panel.height * (1 - cost / top)).toFixed(1);
  const right = left + panel.width;
  const rule = (cost: number, stroke: string, dashes: string) =>
    `<line x1="${left}" x2="${right}" y1="${y(cost)}" y2="${y(cost)}" stroke="${stroke}"${dashes}/>` +
    `<text x="${left - 6}" y="${y(cost)}" dy="4" text-anchor="end" fill="${grey}">${cost}x</text>`;
  return [
    `<text x="${left}" y="18" font-weight="bold">${title}</text>`,
    rule(0, grey, ''),
    rule(1, '#d7dae0', ''),
    rule(goal, '#dc2626', ' stroke-dasharray="4 3"'),
    `<polyline fill="none" stroke="${line}" stroke-width="2" points="${points.map(({ size, cost }) => `${x(size)},${y(cost)}`).join(' ')}"/>`,
    ...points.map(
      ({ size, cost }) =>
        `<circle cx="${x(size)}" cy="${y(cost)}" r="3" fill="${line}"/>` +
        `<text x="${x(size)}" y="${y(cost)}" dy="-8" text-anchor="middle">${cost.toFixed(2)}</text>` +
        `<text x="${x(size)}" y="${panel.top + panel.height + 16}" text-anchor="middle" fill="${grey}">${size.toLocaleString('en')}</text>`,
    ),
  ].join('\n');
}
