/** The theme's colours as canvas strings, read from the CSS custom properties: one set of tokens for DOM and canvas. */
export interface Palette {
  readonly sheet: string;
  readonly sheet2: string;
  readonly line: string;
  readonly ink: string;
  readonly ink2: string;
  readonly ink3: string;
  readonly up: string;
  readonly down: string;
  readonly upWash: string;
  readonly downWash: string;
  /** Volume columns. */
  readonly upBar: string;
  readonly downBar: string;
  readonly accent: string;
  readonly focus: string;
}

export const numberFont = '"JetBrains Mono Variable", ui-monospace, monospace';

export function readPalette(): Palette {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  return {
    sheet: token('sheet'),
    sheet2: token('sheet-2'),
    line: token('line'),
    ink: token('ink'),
    ink2: token('ink-2'),
    ink3: token('ink-3'),
    up: token('up'),
    down: token('down'),
    upWash: token('up-wash'),
    downWash: token('down-wash'),
    upBar: token('up-bar'),
    downBar: token('down-bar'),
    accent: token('accent'),
    focus: token('focus'),
  };
}
