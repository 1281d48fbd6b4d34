import { Stack, Text } from "@mantine/core";
import { CopyField } from "../ui/copy-field.tsx";
import { Panel } from "../ui/panel.tsx";
import { jobLines } from "./job-lines.ts";
import type { TrustRule } from "./trust-rule.ts";

export function JobSnippet({ rule }: { readonly rule: TrustRule }) {
  return (
    <Panel title="In the job">
      <Stack gap="sm">
        <Text fz={14}>
          It trades the token of its CI system for one of the team, and the commands after it are logged in.
        </Text>
        <CopyField
          name="Lines for the job"
          label="Copy lines"
          value={jobLines(window.location.origin, rule)}
        />
      </Stack>
    </Panel>
  );
}
