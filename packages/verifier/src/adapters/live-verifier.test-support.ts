import type { Change } from "../changes.ts";
import type { KeyClaims } from "../claims.ts";
import { AUDIENCE, createSigner, INSTALLATION, ISSUER, TEAM_CLAIMS } from "../installation.test-support.ts";
import type { Socket } from "../stream/connection.ts";
import { createVerifier, type Verifier } from "../stream/verifier.ts";

export interface LiveVerifier {
  readonly verifier: Verifier;
  token(claims?: Partial<KeyClaims>): Promise<string>;
  /** The next revision, as a server would send it. */
  change(...changes: readonly Change[]): void;
}

/** A verifier that has the test installation and a lease, from a server that is a few lines in this process. */
export async function startLiveVerifier(): Promise<LiveVerifier> {
  const signer = await createSigner();
  let revision = 1;
  let say = (_message: object) => {};
  const webSocket = (): Socket => {
    const socket: Socket = {
      onopen: null,
      onmessage: null,
      onclose: null,
      onerror: null,
      readyState: 1,
      close: () => {},
      send: (text) => {
        const hello = JSON.parse(text) as { type: string; at: number; revision: number | null };
        if (hello.type !== "hello") return;
        const changes = [{ kind: "signing_keys_set", keys: [signer.jwk] }, ...INSTALLATION];
        if (hello.revision === null) say({ type: "snapshot", revision, changes });
        say({ type: "lease", leaseMs: 60_000, echo: hello.at, revision });
      },
    };
    say = (message) => socket.onmessage?.({ data: JSON.stringify(message) });
    queueMicrotask(() => socket.onopen?.(undefined as never));
    return socket;
  };
  const options = { issuer: ISSUER, audience: AUDIENCE, credential: "credential", webSocket };
  const verifier = createVerifier({ url: "http://keywright.test", ...options });
  await verifier.start();
  return {
    verifier,
    token: (claims) => signer.sign({ ...TEAM_CLAIMS, ...claims }),
    change: (...changes) => say({ type: "change", revision: ++revision, orgId: null, changes }),
  };
}
