import { recordDemonstration } from './record.js';

const base = process.env.CONTINUITY_URL ?? `http://localhost:${process.env.PORT ?? 3000}`;
try {
  await recordDemonstration(base, (line) => console.log(line));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
