import { Badge } from "@mantine/core";
import type { TokenRow } from "./token-operations.ts";

/** Said of tokens whose value is no secret; most are secret, and nothing is said of them. */
export function ExposureChip({ token: { exposure } }: { readonly token: Pick<TokenRow, "exposure"> }) {
  if (exposure === "secret") return null;
  return (
    <Badge variant="light" size="sm" radius="sm" tt="none" fw={500} component="span">
      {exposure}
    </Badge>
  );
}
