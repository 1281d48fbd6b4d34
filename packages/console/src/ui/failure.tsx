import { Alert, Button, Code, Stack, Text } from "@mantine/core";
import { ApiError, ConnectionError } from "@keywright/sdk";
import { IconAlertCircle, IconLock, IconPlugConnectedX } from "@tabler/icons-react";
import { MissingPermission, missingPermissionOf } from "./missing-permission.tsx";

interface FailureProps {
  readonly error: unknown;
  readonly retry?: () => void;
}

/** What happened, what to do, and the id to ask about it. Nothing when there was no error. */
export function Failure({ error, retry }: FailureProps) {
  if (error === undefined || error === null) return null;
  const missing = missingPermissionOf(error);
  if (missing) {
    return (
      <Alert color="gray" icon={<IconLock size={18} />} title="You may not do this" role="alert">
        <MissingPermission permissions={missing} />
      </Alert>
    );
  }
  const lost = error instanceof ConnectionError;
  return (
    <Alert
      color="red"
      icon={lost ? <IconPlugConnectedX size={18} /> : <IconAlertCircle size={18} />}
      title={lost ? "Keywright does not answer" : "This did not work"}
      role="alert"
    >
      <Stack gap={6} align="flex-start">
        <Text fz={14} style={{ whiteSpace: "pre-line" }}>
          {wordsOf(error)}
        </Text>
        {error instanceof ApiError && <RequestId id={error.requestId} />}
        {retry && (
          <Button size="xs" variant="default" onClick={retry}>
            Try again
          </Button>
        )}
      </Stack>
    </Alert>
  );
}

function RequestId({ id }: { readonly id: string }) {
  return (
    <Text fz={12} c="dimmed">
      Request <Code>{id}</Code>
    </Text>
  );
}

function wordsOf(error: unknown): string {
  if (error instanceof ConnectionError) {
    return "Check your connection, and try again: nothing is done twice.";
  }
  if (!(error instanceof ApiError)) return "The console met something it does not know. Load the page again.";
  const fields = Object.entries(error.details ?? {}).map(
    ([field, messages]) => `${field}: ${messages.join(", ")}`,
  );
  return [error.message, ...fields].join("\n");
}

/** The message for one field of a form, or for what stands in its list, where a refusal has one. */
export function fieldError(error: unknown, field: string): string | undefined {
  if (!(error instanceof ApiError)) return undefined;
  const messages = Object.entries(error.details ?? {})
    .filter(([name]) => name === field || name.startsWith(`${field}.`))
    .flatMap(([, all]) => all);
  return messages.length === 0 ? undefined : [...new Set(messages)].join(", ");
}
