export function buildTerminal(root: string, node: string): void;
export function isFresh(root: string): boolean;
export function fingerprint(root: string): string;
