/** The code that Node or PostgreSQL gave an error (ENOENT, 42P01); empty when it has none. */
export const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
