import { createServer } from 'node:net';
import { type LoggerService } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { openDoor } from './access/door.js';
import { mountProvider } from './access/mount-provider.js';
import { recordLooks } from './access/record-looks.js';
import { limitRates } from './access/rate-limits.js';
import { routesOf } from './access/routes.js';
import { sendSafeHeaders } from './access/safe-headers.js';
import { signInFailed } from './access/sign-in.controller.js';
import { answerOwnName, BODY_LIMIT, readStrictJson } from './api/body.js';
import { setUpDocs } from './api/openapi/set-up-docs.js';
import { type Config } from './config.js';
import { log } from './log.js';
import { watchRequests } from './operations/http.js';
import { Pages } from './pages/pages.js';
import { setUpPages } from './pages/pages.module.js';
import { WebModule, type WebParts } from './web.module.js';

export class PortInUse extends Error {
  constructor(host: string, port: number) {
    super(`Port ${port} on ${host} is in use by another program. Stop it, or choose another port: PORT=3001 npm start`);
    this.name = 'PortInUse';
  }
}

/** Fails early, before a database is started for nothing. @throws PortInUse */
export async function assertPortFree(host: string, port: number): Promise<void> {
  const probe = createServer();
  await new Promise<void>((resolve, reject) => {
    probe.once('error', (error: NodeJS.ErrnoException) =>
      reject(error.code === 'EADDRINUSE' ? new PortInUse(host, port) : error),
    );
    probe.listen(port, host, () => probe.close(() => resolve()));
  });
}

/** Proxies on this machine and in private networks: whom they answer for is told by them, and counted for by sign-in's back-off. */
const PROXIES = 'loopback, linklocal, uniquelocal';

/** Pages and API on one port. */
export async function startWeb(
  config: Config,
  parts: WebParts,
): Promise<{ readonly url: string; close(): Promise<void> }> {
  const adapter = new FastifyAdapter({ bodyLimit: BODY_LIMIT, forceCloseConnections: 'idle', trustProxy: PROXIES });
  watchRequests(adapter.getInstance(), parts.operations, config.requestsAtOnce);
  answerOwnName(adapter.getInstance(), config.signIn.publicUrl);
  sendSafeHeaders(adapter.getInstance(), config.signIn);
  openDoor(adapter.getInstance(), parts.signIn);
  if (config.requestsAMinute > 0) await limitRates(adapter.getInstance(), config.requestsAMinute);
  recordLooks(adapter.getInstance(), { ...parts, people: parts.signIn.people, reasons: config.lookReasons });
  if (config.signIn.by === 'demonstration') mountProvider(adapter.getInstance(), parts.signIn);
  readStrictJson(adapter.getInstance());
  const web = WebModule.of(parts);
  routesOf(web);
  const app = await NestFactory.create<NestFastifyApplication>(web, adapter, {
    bodyParser: false,
    logger: nestLog,
    abortOnError: false,
  });
  setUpDocs(app);
  await setUpPages(app);
  await app.listen(config.port, config.host).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'EADDRINUSE' ? new PortInUse(config.host, config.port) : error;
  });
  const { port } = new URL(await app.getUrl());
  const url = `http://localhost:${port}`;
  await parts.signIn.open(url, () => signInFailed(app.get(Pages)));
  return { url, close: () => closeInOrder(app) };
}

const HANG_UP_EVERY_MS = 50;

/** Answers what was asked and takes nothing more. A connection that is kept alive after its last answer would be waited for. */
async function closeInOrder(app: NestFastifyApplication): Promise<void> {
  const server = app.getHttpServer();
  const hangUp = setInterval(() => server.closeIdleConnections(), HANG_UP_EVERY_MS);
  await app.close().finally(() => clearInterval(hangUp));
}

const nestLog: LoggerService = {
  log: (message: unknown) => log.debug(String(message)),
  warn: (message: unknown) => log.warn(String(message)),
  error: (message: unknown) => log.error(String(message)),
};
