import { Anchor } from "@mantine/core";
import { IconMapOff } from "@tabler/icons-react";
import { EmptyState } from "../ui/empty-state.tsx";
import { PageHeader } from "../ui/page-header.tsx";
import { Panel } from "../ui/panel.tsx";

/** Says the same of what does not exist and of what is not for this person. */
export function NotFoundPage() {
  return (
    <>
      <PageHeader title="Not found" />
      <Panel>
        <EmptyState
          icon={IconMapOff}
          title="There is nothing here"
          action={<Anchor href="/">To the start</Anchor>}
        >
          The page or the thing on it does not exist, or is not among what you may see.
        </EmptyState>
      </Panel>
    </>
  );
}
