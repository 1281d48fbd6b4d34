import { useState } from "react";
import type { Answer } from "../api/read.ts";
import { ValueDialog } from "../tokens/value-dialog.tsx";
import { CreateOrgForm } from "./create-org-form.tsx";
import { OrgCreated } from "./org-created.tsx";

export type CreatedOrg = Answer<"createOrg">;

/** Then, this once, what the first owner needs to come in. */
export function CreateOrgDialog({ onClose }: { readonly onClose: () => void }) {
  const [created, setCreated] = useState<CreatedOrg>();
  if (!created) return <CreateOrgForm onCreated={setCreated} onClose={onClose} />;
  if (created.ownerToken?.token !== undefined) {
    return (
      <ValueDialog
        title={`The owner's token of ${created.name}`}
        name={created.id}
        value={created.ownerToken.token}
        onClose={onClose}
      />
    );
  }
  return <OrgCreated org={created} onClose={onClose} />;
}
