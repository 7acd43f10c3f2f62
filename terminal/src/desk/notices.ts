/** Short messages to the visitor: shown as a stack of notices and spoken politely by the live region. */
import { type Accessor, createSignal } from 'solid-js';

export interface Notice {
  readonly id: number;
  readonly tone: 'good' | 'bad' | 'plain';
  readonly title: string;
  readonly text: string;
  /** A later notice about the same takes its place. */
  readonly about: string | undefined;
}

export interface Notices {
  readonly list: Accessor<readonly Notice[]>;
  say(tone: Notice['tone'], title: string, text: string, about?: string): void;
  dismiss(id: number): void;
}

const shownMax = 4;
const shownMs = 6_000;

export function createNotices(): Notices {
  const [list, setList] = createSignal<readonly Notice[]>([], { name: 'notices' });
  let nextId = 1;
  const dismiss = (id: number): void => void setList((notices) => notices.filter((notice) => notice.id !== id));
  return {
    list,
    dismiss,
    say(tone, title, text, about) {
      const id = nextId++;
      setList((notices) => {
        const others = notices.filter((notice) => about === undefined || notice.about !== about);
        return [...others, { id, tone, title, text, about }].slice(-shownMax);
      });
      setTimeout(() => dismiss(id), shownMs);
    },
  };
}
