/**
 * A part of the page that is fetched when it is first wanted, so that the first sight does not wait for it. Fetching may fail, and
 * mostly for one of two reasons: the server is away, or a deployment has taken the files of the version that this page is of. Which of
 * the two it was is asked then, because only the first is mended by asking again.
 */
import { type Accessor, createSignal } from 'solid-js';
import type { PageVersion } from '../net/page-version.ts';

export type PartState<T> =
  | { readonly kind: 'away' }
  | { readonly kind: 'coming' }
  | { readonly kind: 'here'; readonly part: T }
  /** `version`: what the server had to show for this page afterwards. */
  | { readonly kind: 'missing'; readonly version: PageVersion };

export interface Part<T> {
  readonly state: Accessor<PartState<T>>;
  /** Fetches it unless it is here, or on its way. Resolves with it, or with nothing when it could not be fetched. */
  want(): Promise<T | undefined>;
}

export function createPart<T>(fetchPart: () => Promise<T>, askVersion: () => Promise<PageVersion>): Part<T> {
  const [state, setState] = createSignal<PartState<T>>({ kind: 'away' }, { name: 'part' });
  let coming: Promise<T | undefined> | undefined;

  async function come(): Promise<T | undefined> {
    setState({ kind: 'coming' });
    try {
      const part = await fetchPart();
      setState({ kind: 'here', part });
      return part;
    } catch {
      setState({ kind: 'missing', version: await askVersion() });
      coming = undefined;
      return undefined;
    }
  }

  return {
    state,
    want() {
      coming ??= come();
      return coming;
    },
  };
}

/** Why it is not here, and what helps. */
export function missingText(version: PageVersion): string {
  switch (version) {
    case 'other':
      return 'The server has another version of this page by now, and this part of the one you see is gone. Reload the page to go on: your account and your orders stay.';
    case 'silent':
      return 'This part of the page could not be fetched: the server does not answer. It comes when the connection is back.';
    case 'same':
      return 'This part of the page could not be fetched. Try again, or reload the page: your account and your orders stay.';
  }
}
