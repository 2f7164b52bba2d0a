import { Readable } from 'node:stream';
import { StreamableFile } from '@nestjs/common';
import { type FastifyReply } from 'fastify';
import { type Page } from '#read-models';
import { csvLine, type CsvValue } from './csv.js';
import { pagesOf, type ReadPage } from './pages-of.js';

const PDF_ROWS = 2_000;
const UNKEPT = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };

/** The whole answer as a CSV, read as it is sent. What cannot be read at all is an error, not half a file. */
export async function csvOf<T>(
  reply: FastifyReply,
  name: string,
  head: readonly string[],
  read: ReadPage<T>,
  valuesOf: (item: T) => readonly CsvValue[],
): Promise<StreamableFile> {
  void reply.headers(UNKEPT);
  const pages = pagesOf(read);
  const linesOf = ({ items }: Page<T>) => items.map((item) => csvLine(valuesOf(item))).join('');
  const { value: first } = await pages.next();
  const lines = async function* () {
    yield `\uFEFF${csvLine(head)}${first ? linesOf(first) : ''}`;
    for await (const page of pages) yield linesOf(page);
  };
  const disposition = `attachment; filename="${name}"`;
  return new StreamableFile(Readable.from(lines()), { type: 'text/csv; charset=utf-8', disposition });
}

/** The latest 2,000 of an answer, for a PDF; `more` says that there are others. */
export async function latestOf<T>(
  read: ReadPage<T>,
): Promise<{ readonly items: readonly T[]; readonly more: boolean }> {
  const items: T[] = [];
  let more = false;
  for await (const page of pagesOf(read)) {
    items.push(...page.items);
    more = page.next !== null;
    if (items.length >= PDF_ROWS) break;
  }
  return { items, more };
}

export function pdfFile(reply: FastifyReply, name: string, pdf: Uint8Array): StreamableFile {
  void reply.headers(UNKEPT);
  return new StreamableFile(pdf, { type: 'application/pdf', disposition: `attachment; filename="${name}"` });
}
