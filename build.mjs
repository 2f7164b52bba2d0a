// `npm run build`: what tsc makes of apps and libs, in dist, with the product's programs bundled. An import of some 2,000 files
// takes more of a start than all the rest. Nothing is done when dist was built of these very files.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { build } from 'esbuild';

process.chdir(import.meta.dirname);
const STAMP = 'dist/built-of';

const sources = [
  ...['build.mjs', 'nest-cli.json', 'tsconfig.json', 'package.json', 'package-lock.json'],
  ...['apps', 'libs'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name)),
  ),
];
const hash = createHash('sha256');
for (const file of sources.sort()) hash.update(`${file}\n`).update(readFileSync(file)).update('\n');
const builtOf = hash.digest('hex');
if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === builtOf) process.exit();

const run = (...command) => {
  const { status } = spawnSync(process.execPath, command, { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
};
run('node_modules/@nestjs/cli/bin/nest.js', 'build', 'continuity');
run('dist/apps/verify/src/build-page.js');

const programs = ['main', 'rebuild', 'check', 'rotate-key', 'demo/main', 'access/token'];
const { outputFiles } = await build({
  write: false,
  // Of tsc's output, because esbuild does not emit the metadata of decorators. The bundles take its place.
  entryPoints: programs.map((name) => `dist/apps/continuity/src/${name}.js`),
  ...{ outdir: 'dist', outbase: 'dist', chunkNames: 'bundle/[name]-[hash]' },
  ...{ bundle: true, splitting: true, format: 'esm', platform: 'node', target: 'node20', keepNames: true },
  ...{ sourcemap: true, sourcesContent: false, logLevel: 'warning' },
  // CommonJS packages within it ask for Node's own modules, and one for its folder's name.
  banner: {
    js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);",
  },
  external: [
    // They read files of their own, and are not needed at a start.
    ...['pdfkit', 'bwip-js', '@eventstore/db-client'],
    // What Nest would load if it were asked for, and is not installed.
    ...['@fastify/multipart', '@fastify/static', '@fastify/view', 'class-transformer'],
    ...['@nestjs/microservices', '@nestjs/platform-express', '@nestjs/websockets'],
  ],
});

// Nest and OpenAPI go by the names of classes. An arrow function would be given its name each time that one is made, which
// takes a twentieth of a command.
const NAMES = 'var __name = (target, value) => __defProp';
const NAMES_OF_CLASSES = NAMES.replace('=> ', '=> target.prototype === undefined ? target : ');
if (outputFiles.filter(({ text }) => text.includes(NAMES)).length !== 1) throw new Error('esbuild names otherwise');
for (const { path, text } of outputFiles) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text.replace(NAMES, NAMES_OF_CLASSES));
}
writeFileSync(STAMP, builtOf);
