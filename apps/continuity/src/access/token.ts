import { parseArgs } from 'node:util';
import { askToken } from './ask-token.js';

/** `npm run token -- --as okafor`: a bearer token of the demonstration's provider, for scripts. */
const base = process.env.CONTINUITY_URL ?? `http://localhost:${process.env.PORT ?? 3000}`;
try {
  const { as } = parseArgs({ options: { as: { type: 'string' } } }).values;
  if (as === undefined) throw new Error('Say who is to act: npm run token -- --as okafor');
  console.log(await askToken(base, as));
} catch (error) {
  const away = error instanceof TypeError && error.message === 'fetch failed';
  console.error(
    away ? `Nothing answers at ${base}. Start the product first: npm start` : String((error as Error).message),
  );
  process.exitCode = 1;
}
