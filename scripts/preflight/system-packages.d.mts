export const postgresqlMajorMin: number;
export function installSystemPackages(): void;
export function missingPackages(path: string, postgresqlHome: string): string[];
