import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/**
 * Bundles a module of apps/verify/browser with the code of libs/integrity that the command line runs: only node:crypto,
 * node:zlib and Buffer are other ones.
 *
 * @param project the folder with package.json. @param globalName under which its exports are found; none for a page.
 */
export async function bundle(project: string, module: string, globalName?: string): Promise<string> {
  const browser = join(project, 'apps/verify/browser');
  const { outputFiles } = await build({
    entryPoints: [join(browser, module)],
    alias: {
      '#integrity': join(project, 'libs/integrity/src/index.ts'),
      'node:crypto': join(browser, 'node-crypto.ts'),
      'node:zlib': join(browser, 'node-zlib.ts'),
    },
    inject: [join(browser, 'buffer.ts')],
    ...{ bundle: true, write: false, minify: true, charset: 'utf8', platform: 'browser', format: 'iife' },
    ...{ target: 'es2022', tsconfigRaw: {}, legalComments: 'inline', ...(globalName ? { globalName } : {}) },
  });
  // Inline in a page a script ends at its first end tag, wherever that stands.
  return (outputFiles[0]?.text ?? '').replaceAll('</script', '<\\/script');
}

/** The verifier as one HTML file that refers to nothing outside of itself, and whose policy forbids it to. */
export async function verifierPage(project: string): Promise<string> {
  const text = (name: string) => readFile(join(project, 'apps/verify/browser', name), 'utf8');
  const [script, style, template] = await Promise.all([
    bundle(project, 'page.ts'),
    text('page.css'),
    text('page.html'),
  ]);
  const hashOf = (inline: string) => `'sha256-${createHash('sha256').update(inline).digest('base64')}'`;
  const policy = `default-src 'none'; script-src ${hashOf(script)}; style-src ${hashOf(style)}; base-uri 'none'; form-action 'none'`;
  const parts: Readonly<Record<string, string>> = {
    policy: `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    style: `<style>${style}</style>`,
    script: `<script>${script}</script>`,
  };
  return template.replace(/<!-- (policy|style|script) -->/g, (_, name: string) => parts[name] ?? '');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const file = resolve('dist/apps/verify/continuity-verify.html');
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, await verifierPage(process.cwd()));
}
