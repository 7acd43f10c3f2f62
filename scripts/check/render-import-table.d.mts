export function renderImportTable(): string;
