export const LATE: Readonly<Record<string, string>>;
export const BUNDLES: Readonly<Record<string, string>>;
export const BUILT: readonly string[];
