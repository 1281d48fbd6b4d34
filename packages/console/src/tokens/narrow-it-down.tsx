import { Anchor, Collapse, Group } from "@mantine/core";
import { IconChevronDown, IconChevronRight } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";

interface NarrowItDownProps {
  /** Where something is narrowed already. */
  readonly isOpened?: boolean;
  readonly children: ReactNode;
}

/** Out of the way until it is wanted: most tokens need none of it. */
export function NarrowItDown({ isOpened = false, children }: NarrowItDownProps) {
  const [opened, setOpened] = useState(isOpened);
  const ChevronOf = opened ? IconChevronDown : IconChevronRight;
  return (
    <>
      <Anchor
        component="button"
        type="button"
        fz={14}
        ta="left"
        aria-expanded={opened}
        onClick={() => setOpened(!opened)}
      >
        <Group gap={4}>
          <ChevronOf size={15} aria-hidden />
          Narrow it down
        </Group>
      </Anchor>
      <Collapse expanded={opened}>{children}</Collapse>
    </>
  );
}
