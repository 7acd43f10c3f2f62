export const majorMin: number;
export function findNode(root: string, platform?: string): string;
export const nodeFlags: readonly string[];
export const nodeEnvironment: Readonly<Record<'GLIBC_TUNABLES', string>>;
