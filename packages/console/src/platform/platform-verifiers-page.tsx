import { PageHeader } from "../ui/page-header.tsx";
import { VerifierBoard } from "../verifiers/verifier-board.tsx";
import { useOperator } from "./operator.ts";

export function PlatformVerifiersPage() {
  const { org } = useOperator();
  return (
    <>
      <PageHeader title="All verifiers">
        Everyone who decides by this installation&apos;s authority, its own servers and all organizations
        included.
      </PageHeader>
      <VerifierBoard org={org} />
    </>
  );
}
