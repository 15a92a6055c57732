import { KeyObject } from 'node:crypto';
import type { CryptoKey } from 'jose';
import KeycloakConnect from 'keycloak-connect';

/** What the grant manager of keycloak-connect is made of and made to do; its own types leave the half out. */
interface Token {
  readonly header: { readonly alg?: string; readonly kid?: string };
  readonly content: Record<string, unknown> & { readonly exp?: number };
  isExpired(): boolean;
}
interface GrantManager {
  realmUrl: string;
  rotation: { getJWK(kid: string | undefined): Promise<KeyObject> };
  validateToken(token: Token, expectedType: unknown): Promise<Token>;
}

/** Where tokens come from and what they must say. */
export interface TokenRules {
  readonly issuer: string;
  readonly clientId: string;
  /** Seconds by which clocks may differ. */
  readonly tolerance: number;
  /** The key of that id: from the provider's published set, fetched through the proxy and kept by us. */
  key(kid: string | undefined): Promise<CryptoKey>;
}

/**
 * The claims of an access token, verified by keycloak-connect's grant manager: signature, issuer, type, end. The one
 * place that knows keycloak-connect. What it lacks is added around it: it is given the provider's keys instead of
 * fetching them itself (it knows no proxy and fails for ever on a key it saw too late), a tolerance of clocks, and the
 * token's own algorithm is compared, which it ignores. Throws for a token that does not pass.
 */
export async function verifiedByKeycloak(text: string, rules: TokenRules): Promise<Record<string, unknown>> {
  const manager = managerOf(rules);
  const token = tokenOf(text, rules.clientId);
  if (token.header.alg !== 'RS256') throw new Error('keycloak-connect verifies RS256 alone');
  const { exp } = token.content;
  token.isExpired = () => typeof exp !== 'number' || (exp + rules.tolerance) * 1000 < Date.now();
  const verified = await manager.validateToken(token, 'Bearer');
  return verified.content;
}

function managerOf({ issuer, clientId, key }: TokenRules): GrantManager {
  const keycloak = new KeycloakConnect(
    {},
    {
      realm: '',
      'auth-server-url': issuer,
      resource: clientId,
      'ssl-required': 'external',
      'confidential-port': 0,
      'bearer-only': true,
    },
  );
  const manager = keycloak.grantManager as unknown as GrantManager;
  manager.realmUrl = issuer;
  manager.rotation = { getJWK: async (kid) => KeyObject.from((await key(kid)) as never) };
  return manager;
}

/** The package exports no Token: a grant that is not verified yet holds one. */
function tokenOf(text: string, clientId: string): Token {
  const parts = text.split('.');
  const read = (part: string | undefined) => JSON.parse(Buffer.from(part ?? '', 'base64url').toString('utf8')) as never;
  return {
    token: text,
    clientId,
    header: read(parts[0]),
    content: read(parts[1]),
    signature: Buffer.from(parts[2] ?? '', 'base64url'),
    signed: `${parts[0]}.${parts[1]}`,
    isExpired: () => true,
  } as Token;
}
