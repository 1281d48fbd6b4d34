import { Button, Stack, TextInput } from "@mantine/core";
import { ApiError } from "@keywright/sdk";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { clientOf } from "../api/client.ts";
import { useWrite } from "../api/write.ts";
import { OutsidePage } from "../sign-in/outside-page.tsx";
import { Failure } from "../ui/failure.tsx";
import { Form } from "../ui/form.tsx";
import { forgetUserCode, keptUserCode } from "./kept-user-code.ts";
import { userCodeIn } from "./user-code.ts";

const NOT_FOUND = 404;
const MISTYPED = "A code has eight letters, such as BCDF-GHJK.";
const UNKNOWN = "No terminal shows this code now. Compare the letters; after ten minutes there is a new one.";

/** Where a terminal without a browser sends people: the code that it shows says which login is meant. */
export function DevicePage() {
  const navigate = useNavigate();
  const [text, setText] = useState(keptUserCode);
  const [isMistyped, setMistyped] = useState(false);
  const find = useWrite((userCode: string) => clientOf().findLoginRequest({ body: { userCode } }));
  const isUnknown = find.error instanceof ApiError && find.error.status === NOT_FOUND;
  async function submit() {
    const userCode = userCodeIn(text);
    setMistyped(userCode === undefined);
    const request = userCode === undefined ? undefined : await find.run(userCode);
    if (!request) return;
    forgetUserCode();
    void navigate({ to: "/approve/$loginRequestId", params: { loginRequestId: request.id } });
  }
  return (
    <OutsidePage
      title="Log in a device"
      lead="Your terminal shows a code of eight letters. Type it here, or compare it."
    >
      <Form onSubmit={submit}>
        <Stack gap="md">
          <TextInput
            label="Code"
            placeholder="BCDF-GHJK"
            required
            autoFocus
            autoComplete="off"
            autoCapitalize="characters"
            spellCheck={false}
            maxLength={40}
            value={text}
            error={isMistyped ? MISTYPED : isUnknown && UNKNOWN}
            onChange={(event) => setText(event.currentTarget.value)}
          />
          <Failure error={isUnknown ? undefined : find.error} />
          <Button type="submit" loading={find.pending}>
            Go on
          </Button>
        </Stack>
      </Form>
    </OutsidePage>
  );
}
