// Module hooks (nodejs.org/api/module.html#customization-hooks) that do what jest.config.mjs has jest do: `#lib` and
// relative `.js` imports lead to `.ts` sources, and swc compiles those with the same options.
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath, URL } from 'node:url';
import { transform } from '@swc/core';
import jestConfig from '../../jest.config.mjs';

const [, swcOptions] = jestConfig.transform['^.+\\.ts$'];
const root = new URL('../../', import.meta.url);

export function resolve(specifier, context, nextResolve) {
  const source = sourceOf(specifier, context.parentURL);
  return source === undefined
    ? nextResolve(specifier, context)
    : { url: source.href, format: 'module', shortCircuit: true };
}

function sourceOf(specifier, parent) {
  if (/^#[a-z][a-z-]*$/.test(specifier)) return new URL(`libs/${specifier.slice(1)}/src/index.ts`, root);
  if (!parent?.endsWith('.ts') || !/^\.{1,2}\/.*\.js$/.test(specifier)) return undefined;
  const source = new URL(specifier.replace(/\.js$/, '.ts'), parent);
  return existsSync(source) ? source : undefined;
}

export async function load(url, context, nextLoad) {
  if (!url.startsWith('file:') || !url.endsWith('.ts')) return nextLoad(url, context);
  const filename = fileURLToPath(url);
  const { code } = await transform(await readFile(filename, 'utf8'), {
    ...swcOptions,
    filename,
    swcrc: false,
    configFile: false,
  });
  return { format: 'module', source: code, shortCircuit: true };
}
