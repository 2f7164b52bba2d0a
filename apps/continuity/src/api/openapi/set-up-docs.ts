import { createReadStream } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import { openApiDocument } from './document.js';

const DOCUMENT = '/api/openapi.json';
const PAGE = '/api/docs';
const SWAGGER_UI = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));

/** What the page is made of, out of swagger-ui's package: file -> media type. */
const ASSETS = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
  'favicon-32x32.png': 'image/png',
};

const HTML = `<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Continuity: the API</title>
<link rel="icon" href="${PAGE}/favicon-32x32.png">
<link rel="stylesheet" href="${PAGE}/swagger-ui.css">
</head>
<body>
<main id="docs"></main>
<script src="${PAGE}/swagger-ui-bundle.js"></script>
<script src="${PAGE}/start.js"></script>
</body>
</html>
`;

// Without `validatorUrl: null` the page would ask a validator on the internet about this document.
const START = `SwaggerUIBundle({ url: '${DOCUMENT}', dom_id: '#docs', deepLinking: true, validatorUrl: null });\n`;

/** Everything from here: no other host, no script or style written into the page. `data:` is for swagger-ui's arrows. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Serves the OpenAPI document at /api/openapi.json and a page to read and try it at /api/docs. Call before `listen`. */
export function setUpDocs(app: NestFastifyApplication): void {
  const fastify = app.getHttpAdapter().getInstance();
  const document = JSON.stringify(openApiDocument());

  fastify.get(DOCUMENT, (_request, reply) => reply.type('application/json; charset=utf-8').send(document));
  fastify.get(PAGE, (_request, reply) =>
    reply.header('content-security-policy', POLICY).type('text/html; charset=utf-8').send(HTML),
  );
  fastify.get(`${PAGE}/start.js`, (_request, reply) => reply.type('text/javascript; charset=utf-8').send(START));
  for (const [file, mediaType] of Object.entries(ASSETS)) {
    fastify.get(`${PAGE}/${file}`, (_request, reply) =>
      reply
        .type(mediaType)
        .header('cache-control', 'max-age=3600')
        .send(createReadStream(join(SWAGGER_UI, file))),
    );
  }
}
