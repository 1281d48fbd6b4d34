import { Stack, Text } from "@mantine/core";
import type { Answer } from "../api/read.ts";
import { exactTime } from "../ui/relative-time.tsx";
import { Status } from "../ui/status.tsx";

type Propagation = Answer<"patchRole">["propagation"];

export interface InForceSince {
  readonly propagation: Propagation;
  /** From pressing the button to the last confirmation. */
  readonly ms: number;
}

/** Who decides by what was saved. */
export function InForce({ propagation, ms }: InForceSince) {
  if (!propagation || propagation.verifiers === 0) {
    return (
      <div role="status">
        <Status tone="good">{`Saved, in force here after ${ms} ms`}</Status>
        <Text fz={13} c="dimmed">
          No verifier is connected.
        </Text>
      </div>
    );
  }
  const { verifiers, acknowledged, complete, pending } = propagation;
  return (
    <Stack gap={4} role="status">
      <Status tone={complete ? "good" : "warn"}>
        {`In force on ${acknowledged} of ${verifiers} verifiers, ${ms} ms`}
      </Status>
      {pending.map(({ name, leaseEndsAt }) => (
        <Text key={name} fz={13} c="dimmed">
          {name} has not confirmed. At the latest it refuses everything at {exactTime(leaseEndsAt)}.
        </Text>
      ))}
    </Stack>
  );
}
