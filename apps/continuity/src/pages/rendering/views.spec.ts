import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import nunjucks from 'nunjucks';
import { PROJECT } from './project.js';

const FOLDER = join(PROJECT, 'apps/continuity/views');

it.each(readdirSync(FOLDER))('the template %s can be compiled', (name) => {
  const source = readFileSync(join(FOLDER, name), 'utf8');
  expect(() => nunjucks.precompileString(source, { name })).not.toThrow();
});
