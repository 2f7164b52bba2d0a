import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** The folder with package.json: the same whether this runs from dist or from source. */
export const PROJECT = projectAbove(import.meta.dirname);

function projectAbove(folder: string): string {
  if (existsSync(join(folder, 'package.json'))) return folder;
  const above = dirname(folder);
  if (above === folder) throw new Error('No package.json above the pages: their templates cannot be found');
  return projectAbove(above);
}

const require = createRequire(import.meta.url);

/** The folder of an installed npm package. */
export const packageFolder = (name: string): string => dirname(require.resolve(`${name}/package.json`));
