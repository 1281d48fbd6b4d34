import { usePlace } from "../app/place.ts";
import { PageHeader } from "../ui/page-header.tsx";
import { VerifierBoard } from "./verifier-board.tsx";

export function VerifierListPage() {
  const { org, team } = usePlace();
  return (
    <>
      <PageHeader title={team === undefined ? "Organization verifiers" : "Verifiers"}>
        Who decides about tokens at this moment, and whether they all know of the last change.
      </PageHeader>
      <VerifierBoard org={org} />
    </>
  );
}
