import { Skeleton, Stack } from "@mantine/core";

/** As large as a page with a header and a table, so that nothing jumps. */
export function PagePending() {
  return (
    <Stack gap={20} aria-busy>
      <Skeleton height={29} width={220} />
      <Skeleton height={420} />
    </Stack>
  );
}
