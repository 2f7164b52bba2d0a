import helmet from '@fastify/helmet';
import { type FastifyInstance } from 'fastify';
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
export async function sendSafeHeaders(fastify: FastifyInstance, signIn: SignInConfig): Promise<void> {
  // The button that signs out leads on to the provider, to sign out there too.
  const formAction = [...POLICY.formAction, ...(signIn.by === 'provider' ? [new URL(signIn.issuer).origin] : [])];
  await fastify.register(helmet, {
    contentSecurityPolicy: { useDefaults: false, directives: { ...POLICY, formAction } },
    // Its own pages need to know where a form came from; nobody else does.
    referrerPolicy: { policy: 'same-origin' },
    frameguard: { action: 'deny' },
    strictTransportSecurity: { maxAge: 365 * 24 * 60 * 60, includeSubDomains: true },
  });
  fastify.addHook('onRequest', (_request, reply, done) => {
    void reply.header('permissions-policy', FEATURES);
    done();
  });
}
