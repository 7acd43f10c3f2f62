/** Dark or light, as the visitor chose last on any page of the terminal, or as his system is. */
export type Theme = 'dark' | 'light';

const themeKey = 'paperfloor.theme';

export function rememberedTheme(): Theme {
  const remembered = localStorage.getItem(themeKey);
  if (remembered === 'dark' || remembered === 'light') return remembered;
  return matchMedia('(prefers-color-scheme: light)').matches ? 'light' : 'dark';
}

export function rememberTheme(theme: Theme): void {
  localStorage.setItem(themeKey, theme);
}

export function otherTheme(theme: Theme): Theme {
  return theme === 'dark' ? 'light' : 'dark';
}
