import type { ReactNode } from "react";
import { deviceWords } from "../account/device-words.ts";
import { RelativeTime } from "../ui/relative-time.tsx";
import type { LoginRequest } from "./login-request.ts";
import classes from "./request-facts.module.css";
import { SignedInAs } from "./signed-in-as.tsx";

/** Who asks, from where, when, and who would answer. All but the last is what the asker says, or where they are seen to be. */
export function RequestFacts({ request }: { readonly request: LoginRequest }) {
  const { clientName, origin, createdAt, expiresAt } = request;
  return (
    <dl className={classes.facts}>
      <Fact name="Who asks">
        <bdi>{clientName}</bdi>
      </Fact>
      <Fact name="From">
        {origin.ip ?? "an unknown address"}
        {origin.userAgent && <div className={classes.more}>{agentWords(origin.userAgent)}</div>}
      </Fact>
      <Fact name="Asked">
        <RelativeTime at={createdAt} />, ends <RelativeTime at={expiresAt} />
      </Fact>
      <Fact name="You are">
        <SignedInAs />
      </Fact>
    </dl>
  );
}

/** Browsers in words; a command line says itself what it is. */
function agentWords(userAgent: string): string {
  return userAgent.startsWith("Mozilla/") ? deviceWords(userAgent) : userAgent;
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
