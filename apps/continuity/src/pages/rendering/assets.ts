import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { packageFolder, PROJECT } from './project.js';

export interface Asset {
  readonly type: string;
  readonly body: Buffer;
  readonly gzipped: Buffer;
}

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/**
 * GDS Transport is licensed to gov.uk alone: the design systems' styles are served without it, so that Arial, which they
 * name next, is what is used.
 */
export const withoutTransport = (css: string): string =>
  css
    .replaceAll(/(\/\*![^*]*Margaret Calvert[^*]*\*\/)?@font-face\{font-family:GDS Transport[^}]*\}/g, '')
    .replaceAll(/"?GDS Transport"?,/g, '');

/** Every style, script and picture of the pages, by name; read once, for there are few and they are small. */
export function loadAssets(): ReadonlyMap<string, Asset> {
  const govuk = join(packageFolder('govuk-frontend'), 'dist/govuk');
  const moj = join(packageFolder('@ministryofjustice/frontend'), 'moj');
  const own = join(PROJECT, 'apps/continuity/assets');
  const styles = readdirSync(join(own, 'styles'))
    .sort()
    .map((name) => join('styles', name));
  const text = (folder: string, name: string) => readFileSync(join(folder, name), 'utf8');
  const files: readonly (readonly [string, string])[] = [
    ['govuk-frontend.min.css', withoutTransport(text(govuk, 'govuk-frontend.min.css'))],
    ['govuk-frontend.min.js', text(govuk, 'govuk-frontend.min.js')],
    ['moj-frontend.min.css', withoutTransport(text(moj, 'moj-frontend.min.css'))],
    ['continuity.css', styles.map((name) => text(own, name)).join('\n')],
    ...readdirSync(own).flatMap((name) => (extname(name) in TYPES ? [[name, text(own, name)] as const] : [])),
  ];
  return new Map(
    files.map(([name, content]) => {
      const body = Buffer.from(content);
      return [name, { type: TYPES[extname(name)] ?? 'application/octet-stream', body, gzipped: gzipSync(body) }];
    }),
  );
}

/** Changes when any asset does: part of their address, so that a browser may keep them for good. */
export function versionOf(assets: ReadonlyMap<string, Asset>): string {
  const hash = createHash('sha256');
  for (const [name, { body }] of assets) hash.update(name).update(body);
  return hash.digest('hex').slice(0, 12);
}
