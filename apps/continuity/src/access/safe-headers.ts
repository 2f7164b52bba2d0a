import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { type FastifyInstance } from 'fastify';
import helmet, { type HelmetOptions } from 'helmet';
import { type SignInConfig } from './settings.js';

/** Nothing inline, nothing from elsewhere. A page that needs more (documentation, the verifier) says so itself. */
const POLICY = {
  defaultSrc: ["'none'"],
  styleSrc: ["'self'"],
  scriptSrc: ["'self'"],
  imgSrc: ["'self'"],
  connectSrc: ["'self'"],
  formAction: ["'self'"],
  baseUri: ["'none'"],
  frameAncestors: ["'none'"],
};
const FEATURES = ['camera', 'geolocation', 'microphone', 'payment', 'usb'].map((feature) => `${feature}=()`).join(', ');

/** What browsers are told with every answer (OWASP ASVS 5.0, chapter 3.4). Call before routes are registered. */
export function sendSafeHeaders(fastify: FastifyInstance, signIn: SignInConfig): void {
  // The button that signs out leads on to the provider, to sign out there too.
  const formAction = [...POLICY.formAction, ...(signIn.by === 'provider' ? [new URL(signIn.issuer).origin] : [])];
  const headers = {
    ...headersOf({
      contentSecurityPolicy: { useDefaults: false, directives: { ...POLICY, formAction } },
      // Its own pages need to know where a form came from; nobody else does.
      referrerPolicy: { policy: 'same-origin' },
      frameguard: { action: 'deny' },
      strictTransportSecurity: { maxAge: 365 * 24 * 60 * 60, includeSubDomains: true },
    }),
    'permissions-policy': FEATURES,
  };
  fastify.addHook('onRequest', (_request, reply, done) => {
    void reply.headers(headers);
    done();
  });
}

/** They are the same on every answer, so helmet is asked for them once: each time costs what checking a command does. */
function headersOf(options: HelmetOptions): ReturnType<ServerResponse['getHeaders']> {
  const request = new IncomingMessage(new Socket());
  const response = new ServerResponse(request);
  helmet(options)(request, response, () => undefined);
  return { ...response.getHeaders() };
}
