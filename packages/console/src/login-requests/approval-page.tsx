import { Stack } from "@mantine/core";
import { OutsidePage } from "../sign-in/outside-page.tsx";
import type { Answered } from "./answered-page.tsx";
import { ApprovalForm } from "./approval-form.tsx";
import { CompareCode } from "./compare-code.tsx";
import type { LoginRequest } from "./login-request.ts";
import { PhishingWarning } from "./phishing-warning.tsx";
import { RequestFacts } from "./request-facts.tsx";

interface ApprovalPageProps {
  readonly request: LoginRequest;
  readonly onAnswered: (answered: Answered) => void;
}

export function ApprovalPage({ request, onAnswered }: ApprovalPageProps) {
  return (
    <OutsidePage
      title="Log in a command line"
      lead="It asks for a token of yours, to work with it as you."
      wide
    >
      <Stack gap="md">
        <RequestFacts request={request} />
        {request.userCode !== undefined && <CompareCode code={request.userCode} />}
        <PhishingWarning kind={request.kind} />
      </Stack>
      <ApprovalForm request={request} onAnswered={onAnswered} />
    </OutsidePage>
  );
}
