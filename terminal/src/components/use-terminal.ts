/** Hands the terminal to components without passing it through every one of them. */
import { createContext, useContext } from 'solid-js';
import type { Terminal } from '../desk/terminal.ts';

export const TerminalContext = createContext<Terminal>();

export function useTerminal(): Terminal {
  const terminal = useContext(TerminalContext);
  if (terminal === undefined) throw new Error('a component was used outside the terminal');
  return terminal;
}
