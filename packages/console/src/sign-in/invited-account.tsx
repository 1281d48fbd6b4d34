import { Button, PasswordInput, Stack, Text } from "@mantine/core";
import { ApiError } from "@keywright/sdk";
import { useState } from "react";
import { auth } from "../api/auth-client.ts";
import { clientOf } from "../api/client.ts";
import { useWrite } from "../api/write.ts";
import { Failure } from "../ui/failure.tsx";
import { useAttempt } from "./attempt.ts";
import { enter } from "./enter.ts";
import { forgetLinkSecret } from "./link-secret.ts";
import { SecondFactor } from "./second-factor.tsx";
import { SignInFailure } from "./sign-in-failure.tsx";
import { Form } from "../ui/form.tsx";

interface InvitedAccountProps {
  readonly secret: string;
  readonly email: string;
}

/** Whoever has an account joins as that person: signed in already, or now. */
export function InvitedAccount({ secret, email }: InvitedAccountProps) {
  const [step, setStep] = useState<"join" | "sign-in" | "code">("join");
  const accept = useWrite((_: null, options) => clientOf().acceptInvitation({ body: { secret } }, options));
  async function join() {
    if (!(await accept.run(null))) return;
    forgetLinkSecret();
    enter();
  }
  if (step === "code") return <SecondFactor onDone={() => void join()} />;
  if (step === "sign-in" || isSignInAsked(accept.error)) {
    return <SignInToJoin email={email} onCode={() => setStep("code")} onDone={() => void join()} />;
  }
  return (
    <Stack gap="md">
      <Text fz={14}>You have an account with this address already.</Text>
      <Failure error={accept.error} />
      <Button loading={accept.pending} onClick={() => void join()}>
        Join
      </Button>
    </Stack>
  );
}

function isSignInAsked(error: unknown): boolean {
  return error instanceof ApiError && error.code === "sign_in_required";
}

interface SignInToJoinProps {
  readonly email: string;
  readonly onCode: () => void;
  readonly onDone: () => void;
}

function SignInToJoin({ email, onCode, onDone }: SignInToJoinProps) {
  const [password, setPassword] = useState("");
  const attempt = useAttempt();
  async function signIn() {
    const data = await attempt.run("password", () => auth.signIn.email({ email, password }));
    if (!data) return;
    if ("twoFactorRedirect" in data) onCode();
    else onDone();
  }
  return (
    <Form onSubmit={signIn}>
      <Stack gap="md">
        <Text fz={14}>Sign in as {email} to join.</Text>
        <PasswordInput
          label="Password"
          autoComplete="current-password"
          required
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        <SignInFailure failure={attempt.failure} />
        <Button type="submit" loading={attempt.pending !== undefined}>
          Sign in and join
        </Button>
      </Stack>
    </Form>
  );
}
