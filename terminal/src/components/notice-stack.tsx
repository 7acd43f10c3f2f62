/** Notices in a corner, and the polite live region that speaks them. */
import { For } from 'solid-js';
import { useTerminal } from './use-terminal.ts';

export function NoticeStack() {
  const { notices } = useTerminal();
  return (
    <div class="notices" role="log" aria-live="polite" aria-label="Notices">
      <For each={notices.list()}>
        {(notice) => (
          <div class="notice" data-tone={notice.tone}>
            <span class="notice-mark" aria-hidden="true">
              {notice.tone === 'good' ? '✓' : notice.tone === 'bad' ? '!' : '·'}
            </span>
            <div>
              <b>{notice.title}</b>
              <span class="figure">{notice.text}</span>
            </div>
            <button type="button" aria-label="Dismiss" onClick={() => notices.dismiss(notice.id)}>
              ✕
            </button>
          </div>
        )}
      </For>
    </div>
  );
}
