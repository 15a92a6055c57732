import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import Provider from 'oidc-provider';

/** A person of the stand-in; what is not named here the provider does not say. */
export interface Person {
  sub: string;
  preferred_username?: string;
  email?: string;
  email_verified?: boolean;
  [claim: string]: unknown;
}

/** A certified provider from npm that looks like a realm of Keycloak: issuer and paths are those of a realm. */
export interface Standin {
  readonly baseUrl: string;
  readonly issuer: string;
  /** People by what they type to sign in; may be changed while it runs. */
  readonly people: Map<string, Person>;
  /** How many requests came to a path that ends so. */
  asked(ending: string): number;
  /** A token signed by the provider's own key, with whatever claims. */
  sign(claims: JWTPayload, header?: { typ?: string; alg?: 'RS256' | 'ES256' }): Promise<string>;
  stop(): Promise<void>;
}

export const standinClient = { id: 'cerebrate', secret: 'a secret of the stand-in, long enough' };
const realm = 'demo';
const resource = 'urn:cerebrate:api';

/** Starts the stand-in on a free port; `home` is the instance that people sign in for. */
export async function startStandin(home: string): Promise<Standin> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const issuer = `${baseUrl}/realms/${realm}`;
  const rsa = await generateKeyPair('RS256', { extractable: true });
  const ec = await generateKeyPair('ES256', { extractable: true });
  const keys = [
    { ...(await exportJWK(rsa.privateKey)), use: 'sig', alg: 'RS256', kid: 'rsa' },
    { ...(await exportJWK(ec.privateKey)), use: 'sig', alg: 'ES256', kid: 'ec' },
  ];
  const people = new Map<string, Person>();
  const asked: string[] = [];
  const provider = new Provider(issuer, configurationOf(home, keys, people));
  provider.on('server_error', (_context, error) => process.stderr.write(`stand-in: ${String(error)}\n`));
  provider.on('backchannel.error', (_context, error) => process.stderr.write(`stand-in: ${String(error)}\n`));
  const callback = provider.callback();
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    asked.push((request.url ?? '').split('?')[0] ?? '');
    void answer(request, response, provider, callback, people);
  });
  return {
    baseUrl,
    issuer,
    people,
    asked: (ending) => asked.filter((path) => path.endsWith(ending)).length,
    sign: (claims, { typ, alg = 'RS256' } = {}) =>
      new SignJWT({ iss: issuer, iat: Math.floor(Date.now() / 1000), jti: randomUUID(), ...claims })
        .setProtectedHeader({ alg, kid: alg === 'RS256' ? 'rsa' : 'ec', ...(typ ? { typ } : {}) })
        .sign(alg === 'RS256' ? rsa.privateKey : ec.privateKey),
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function configurationOf(home: string, keys: object[], people: Map<string, Person>): object {
  const find = (id: string) => [...people.values()].find(({ sub }) => sub === id);
  return {
    jwks: { keys },
    clients: [
      {
        client_id: standinClient.id,
        client_secret: standinClient.secret,
        redirect_uris: [`${home}/social-auth/callback/keycloak`],
        post_logout_redirect_uris: [`${home}/users/login`],
        backchannel_logout_uri: `${home}/social-auth/backchannel-logout/keycloak`,
        backchannel_logout_session_required: true,
        grant_types: ['authorization_code', 'client_credentials'],
        response_types: ['code'],
      },
    ],
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: (context: { body: string }, form: string) => {
          context.body = `${form.replace('</form>', '<input type="hidden" name="logout" value="yes"></form>')}`;
        },
      },
      backchannelLogout: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => resource,
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({
          scope: 'api',
          audience: standinClient.id,
          accessTokenFormat: 'jwt',
          jwt: { sign: { alg: 'RS256' } },
          accessTokenTTL: 300,
        }),
      },
    },
    // its own guards the provider's network against clients; here both are this machine
    fetch: (url: URL, { dispatcher: _dispatcher, ...options }: RequestInit & { dispatcher?: unknown }) =>
      fetch(url, options),
    pkce: { required: () => true },
    scopes: ['openid', 'profile', 'email', 'api'],
    claims: {
      openid: ['sub'],
      profile: ['preferred_username', 'role_name', 'org_uuid'],
      email: ['email', 'email_verified'],
    },
    conformIdTokenClaims: false,
    cookies: { keys: ['of the stand-in'] },
    findAccount: (_context: unknown, id: string) => {
      const person = find(id);
      return person && { accountId: id, claims: () => ({ ...person }) };
    },
    extraTokenClaims: (_context: unknown, token: { accountId?: string; clientId: string }) => ({
      typ: 'Bearer',
      azp: token.clientId,
      preferred_username: find(token.accountId ?? '')?.preferred_username,
      realm_access: { roles: ['admin'] },
    }),
    routes: {
      authorization: '/protocol/openid-connect/auth',
      token: '/protocol/openid-connect/token',
      jwks: '/protocol/openid-connect/certs',
      userinfo: '/protocol/openid-connect/userinfo',
      end_session: '/protocol/openid-connect/logout',
    },
    interactions: { url: (_context: unknown, { uid }: { uid: string }) => `/realms/${realm}/login/${uid}` },
    ttl: { AccessToken: 300, ClientCredentials: 300, Session: 3600, Grant: 3600, Interaction: 600, IdToken: 300 },
    loadExistingGrant: async (context: GrantContext) => {
      const { client, session, provider } = context.oidc;
      const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
      grant.addOIDCScope('openid profile email');
      grant.addResourceScope(resource, 'api');
      await grant.save();
      return grant;
    },
  };
}

interface GrantContext {
  oidc: { client: { clientId: string }; session: { accountId: string }; provider: Provider };
}

async function answer(
  request: IncomingMessage & { originalUrl?: string },
  response: ServerResponse,
  provider: Provider,
  callback: ReturnType<Provider['callback']>,
  people: Map<string, Person>,
): Promise<void> {
  const url = request.url ?? '/';
  if (!url.startsWith(`/realms/${realm}/login/`)) {
    request.originalUrl = url;
    request.url = url.slice(`/realms/${realm}`.length) || '/';
    return callback(request, response);
  }
  if (request.method === 'GET') {
    response.setHeader('content-type', 'text/html');
    response.end('<form method="post"><input name="username"><button>Sign in</button></form>');
    return;
  }
  let body = '';
  for await (const part of request) body += String(part);
  const typed = new URLSearchParams(body).get('username') ?? '';
  const person = people.get(typed);
  const result = person
    ? { login: { accountId: person.sub } }
    : { error: 'access_denied', error_description: 'the person went away' };
  await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
}
