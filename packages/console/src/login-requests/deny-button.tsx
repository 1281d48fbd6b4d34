import { Button, Stack } from "@mantine/core";
import { clientOf } from "../api/client.ts";
import { useWrite } from "../api/write.ts";
import { Failure } from "../ui/failure.tsx";
import type { Answered } from "./answered-page.tsx";
import { goBack } from "./go-back.ts";
import type { LoginRequest } from "./login-request.ts";

interface DenyButtonProps {
  readonly request: LoginRequest;
  /** In whose audit log it will stand. */
  readonly org: string;
  readonly onAnswered: (answered: Answered) => void;
}

/** Also for those who could not approve: whoever is asked by a stranger can end it. */
export function DenyButton({ request, org, onAnswered }: DenyButtonProps) {
  const deny = useWrite((_: null, options) =>
    clientOf(org).denyLoginRequest({ params: { loginRequestId: request.id } }, options),
  );
  async function submit() {
    const answer = await deny.run(null);
    if (answer) onAnswered(goBack("denied", answer.redirectTo));
  }
  return (
    <Stack gap="xs">
      <Failure error={deny.error} />
      <Button variant="default" loading={deny.pending} onClick={() => void submit()}>
        Deny
      </Button>
    </Stack>
  );
}
