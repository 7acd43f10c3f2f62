/** What the visitor chose about the page itself: theme, tabs, panels on a phone, open dialogs. Theme is remembered. */
import { type Accessor, createEffect, createSignal } from 'solid-js';
import { type Palette, readPalette } from '../renderers/palette.ts';
import { otherTheme, rememberedTheme, rememberTheme, type Theme } from './theme.ts';

export const accountTabs = ['orders', 'fills', 'history', 'balances', 'keys'] as const;
export type AccountTab = (typeof accountTabs)[number];
export const phoneViews = ['markets', 'chart', 'book', 'ticket', 'account'] as const;
export type PhoneView = (typeof phoneViews)[number];
export const bookTabs = ['book', 'ladder'] as const;
export type BookTab = (typeof bookTabs)[number];
export type Dialog = 'search' | 'help';

export interface ViewDesk {
  readonly theme: Accessor<Theme>;
  /** The colours of the theme in use; changes after the page has taken them on. */
  readonly palette: Accessor<Palette>;
  readonly accountTab: Accessor<AccountTab>;
  readonly bookTab: Accessor<BookTab>;
  readonly phoneView: Accessor<PhoneView>;
  readonly dialog: Accessor<Dialog | undefined>;
  /** True once the page's own fonts can be drawn on a canvas. */
  readonly fontsReady: Accessor<boolean>;
  switchTheme(): void;
  showAccountTab(tab: AccountTab): void;
  showBookTab(tab: BookTab): void;
  showPhoneView(view: PhoneView): void;
  open(dialog: Dialog): void;
  close(): void;
}

export function createViewDesk(): ViewDesk {
  const [theme, setTheme] = createSignal<Theme>(rememberedTheme(), { name: 'theme' });
  document.documentElement.dataset['theme'] = theme();
  const [palette, setPalette] = createSignal(readPalette(), { name: 'palette' });
  const [accountTab, setAccountTab] = createSignal<AccountTab>('orders', { name: 'accountTab' });
  const [bookTab, setBookTab] = createSignal<BookTab>('book', { name: 'bookTab' });
  const [phoneView, setPhoneView] = createSignal<PhoneView>('chart', { name: 'phoneView' });
  const [dialog, setDialog] = createSignal<Dialog | undefined>(undefined, { name: 'dialog' });
  const [fontsReady, setFontsReady] = createSignal(false, { name: 'fontsReady' });

  createEffect(() => {
    document.documentElement.dataset['theme'] = theme();
    setPalette(readPalette());
  });
  void document.fonts.load('12px "JetBrains Mono Variable"').finally(() => setFontsReady(true));

  return {
    theme,
    palette,
    accountTab,
    bookTab,
    phoneView,
    dialog,
    fontsReady,
    switchTheme() {
      setTheme(otherTheme(theme()));
      rememberTheme(theme());
    },
    showAccountTab: setAccountTab,
    showBookTab: setBookTab,
    showPhoneView: setPhoneView,
    open: setDialog,
    close: () => void setDialog(undefined),
  };
}
