import { verifyPack, type Report, type VerifyOptions } from '#integrity';

/** Checks a pack that a browser was given: the code of the command line, reading pieces of the file as it needs them. */
export function verifyFile(file: Blob, options: VerifyOptions): Promise<Report> {
  const read = async (from: number, length: number) => Buffer.from(await file.slice(from, from + length).arrayBuffer());
  return verifyPack({ size: file.size, read }, options);
}
