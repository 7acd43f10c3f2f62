/** The mark: a sheet of paper with three candles. */
export function Logo() {
  return (
    <div class="logo">
      <svg width="22" height="22" viewBox="0 0 22 22" aria-hidden="true">
        <path class="logo-sheet" d="M3 2h11l5 5v13H3z" />
        <path class="logo-sheet" d="M14 2v5h5" />
        <path class="logo-candles" d="M7 16v-4M11 16V9M15 16v-5.500" />
      </svg>
      <span class="logo-word">Paperfloor</span>
    </div>
  );
}
