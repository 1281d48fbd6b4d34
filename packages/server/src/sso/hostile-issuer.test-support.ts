import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

type Fields = Record<string, unknown>;

export interface IdTokenParts {
  readonly header?: Fields;
  readonly claims?: Fields;
  /** Signed with a key that the issuer does not publish. */
  readonly foreignKey?: boolean;
  /** The whole token instead. */
  readonly raw?: string;
}

export interface Misbehaviour {
  /** Over what an honest issuer's metadata says. */
  readonly metadata?: Fields;
  /** Instead of the metadata. */
  readonly answer?: (response: ServerResponse) => void;
  readonly idToken?: IdTokenParts;
  readonly userInfo?: Fields;
}

export interface HostileIssuer {
  readonly issuer: string;
  misbehaviour: Misbehaviour;
  /** What it learned in the browser's request for its sign-in page. */
  nonce: string;
  readonly requests: string[];
  close(): Promise<void>;
}

/** An issuer that says what it likes: what a real one cannot be made to do. Everything it is not told is as it should be. */
export async function startHostileIssuer(clientId: string): Promise<HostileIssuer> {
  const own = await generateKeyPair("RS256");
  const foreign = await generateKeyPair("RS256");
  const jwk = { ...(await exportJWK(own.publicKey)), kid: "own", alg: "RS256" };
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const hostile: HostileIssuer = {
    issuer,
    misbehaviour: {},
    nonce: "",
    requests: [],
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };

  async function idToken({ header, claims, foreignKey, raw }: IdTokenParts = {}): Promise<string> {
    if (raw !== undefined) return raw;
    const iat = Math.floor(Date.now() / 1000);
    const given = {
      iss: issuer,
      aud: clientId,
      sub: "mallory",
      iat,
      exp: iat + 60,
      nonce: hostile.nonce,
      email: "eve@acme.test",
      email_verified: true,
      ...claims,
    };
    return new SignJWT(given)
      .setProtectedHeader({ alg: "RS256", kid: "own", ...header })
      .sign((foreignKey ? foreign : own).privateKey);
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? "/", issuer);
    hostile.requests.push(pathname);
    const { misbehaviour } = hostile;
    if (pathname === "/.well-known/openid-configuration") {
      if (misbehaviour.answer) return misbehaviour.answer(response);
      return send(response, { ...metadataOf(issuer), ...misbehaviour.metadata });
    }
    if (pathname === "/keys") return send(response, { keys: [jwk] });
    if (pathname === "/userinfo") return send(response, { sub: "mallory", ...misbehaviour.userInfo });
    const id_token = await idToken(misbehaviour.idToken);
    return send(response, { access_token: "access", token_type: "Bearer", expires_in: 60, id_token });
  }

  return hostile;
}

function metadataOf(issuer: string): Fields {
  return {
    issuer,
    authorization_endpoint: `${issuer}/sign-in`,
    token_endpoint: `${issuer}/token`,
    userinfo_endpoint: `${issuer}/userinfo`,
    jwks_uri: `${issuer}/keys`,
    response_types_supported: ["code"],
    subject_types_supported: ["public"],
    id_token_signing_alg_values_supported: ["RS256"],
    authorization_response_iss_parameter_supported: true,
  };
}

function send(response: ServerResponse, body: Fields): void {
  response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body));
}
