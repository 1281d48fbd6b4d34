import { Anchor, Button, Divider, PasswordInput, Stack } from "@mantine/core";
import { IconFingerprint, IconLogin2 } from "@tabler/icons-react";
import { Link, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { auth } from "../api/auth-client.ts";
import { enter } from "./enter.ts";
import { EmailField } from "./fields.tsx";
import { OutsidePage } from "./outside-page.tsx";
import { SecondFactor } from "./second-factor.tsx";
import { SignInFailure } from "./sign-in-failure.tsx";
import { signInWithOrg, singleSignOnFailure } from "./single-sign-on.ts";
import { type SignInRefusal, useAttempt } from "./attempt.ts";
import { Form } from "../ui/form.tsx";

export function SignInPage() {
  const { next, error } = useSearch({ from: "/sign-in" });
  const [asksCode, setAsksCode] = useState(false);
  if (asksCode) {
    return (
      <OutsidePage title="One more step" lead="Type the code that your authenticator app shows now.">
        <SecondFactor onDone={() => enter(next)} />
      </OutsidePage>
    );
  }
  return (
    <OutsidePage title="Sign in">
      <SignInForm next={next} sentBack={singleSignOnFailure(error)} onCode={() => setAsksCode(true)} />
    </OutsidePage>
  );
}

interface SignInFormProps {
  readonly next: string | undefined;
  /** Why an identity provider's sign-in came to nothing, until something else is tried. */
  readonly sentBack: SignInRefusal | undefined;
  readonly onCode: () => void;
}

function SignInForm({ next, sentBack, onCode }: SignInFormProps) {
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const attempt = useAttempt();
  async function signIn() {
    const data = await attempt.run("password", () => auth.signIn.email({ email, password }));
    if (!data) return;
    if ("twoFactorRedirect" in data) onCode();
    else enter(next);
  }
  return (
    <Stack gap="lg">
      <Form onSubmit={signIn}>
        <Stack gap="md">
          <EmailField value={email} onChange={setEmail} />
          <PasswordInput
            label="Password"
            autoComplete="current-password"
            required
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
          />
          <SignInFailure failure={attempt.failure ?? (attempt.pending ? undefined : sentBack)} />
          <Button type="submit" loading={attempt.pending === "password"}>
            Sign in
          </Button>
          <Anchor component={Link} to="/forgot-password" fz={13}>
            Forgot your password?
          </Anchor>
        </Stack>
      </Form>
      <Divider label="or" />
      <OtherWays email={email} next={next} attempt={attempt} />
    </Stack>
  );
}

interface OtherWaysProps {
  readonly email: string;
  readonly next: string | undefined;
  readonly attempt: ReturnType<typeof useAttempt>;
}

function OtherWays({ email, next, attempt }: OtherWaysProps) {
  async function signInByPasskey() {
    if (await attempt.run("passkey", () => auth.signIn.passkey())) enter(next);
  }
  return (
    <Stack gap="xs">
      <Button
        variant="default"
        leftSection={<IconFingerprint size={16} />}
        loading={attempt.pending === "passkey"}
        onClick={() => void signInByPasskey()}
      >
        Sign in with a passkey
      </Button>
      <Button
        variant="default"
        leftSection={<IconLogin2 size={16} />}
        loading={attempt.pending === "org"}
        onClick={() => void attempt.run("org", () => signInWithOrg(email, next))}
      >
        Sign in with your organization
      </Button>
    </Stack>
  );
}
