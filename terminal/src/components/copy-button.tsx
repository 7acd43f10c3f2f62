/** Copies a text and says so. */
import { createSignal } from 'solid-js';

const saidMs = 1_600;

export function CopyButton(props: { readonly text: string; readonly what: string }) {
  const [said, setSaid] = createSignal('Copy');
  const copy = (): void => {
    navigator.clipboard.writeText(props.text).then(
      () => setSaid('Copied'),
      () => setSaid('Select and copy by hand'),
    );
    setTimeout(() => setSaid('Copy'), saidMs);
  };
  return (
    <button type="button" class="text-button" aria-label={`Copy ${props.what}`} onClick={copy}>
      {said()}
    </button>
  );
}
