import { Group, Text } from "@mantine/core";

export function Brand() {
  return (
    <Group gap={8} wrap="nowrap">
      <Mark />
      <Text fw={650} fz={15} component="span">
        Keywright
      </Text>
    </Group>
  );
}

/** The favicon, drawn here too: an image would come after the words beside it. */
function Mark() {
  return (
    <svg viewBox="0 0 32 32" width={22} height={22} aria-hidden>
      <rect width="32" height="32" rx="8" fill="#4a5fd9" />
      <g fill="none" stroke="#fff" strokeWidth="2.6" strokeLinecap="round" strokeLinejoin="round">
        <circle cx="12" cy="12.5" r="4.5" />
        <path d="M15.4 15.8 24 24.4M20.2 20.6l-2.6 2.6" />
      </g>
    </svg>
  );
}
