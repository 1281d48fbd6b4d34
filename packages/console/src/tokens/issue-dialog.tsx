import { Modal } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { IssueSteps } from "./issue-steps.tsx";
import type { IssuedToken } from "./token-operations.ts";
import { ValueDialog } from "./value-dialog.tsx";

/** One dialog: the fields, the rest under "Narrow it down", and then the value. */
export function IssueDialog({ onClose }: { readonly onClose: () => void }) {
  return (
    <IssueFrame title="Issue a token" onClose={onClose}>
      {(onIssued) => <IssueSteps onIssued={onIssued} onClose={onClose} />}
    </IssueFrame>
  );
}

interface IssueFrameProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: (onIssued: (token: IssuedToken) => void) => ReactNode;
}

/** What is filled in, and then the value. */
export function IssueFrame({ title, onClose, children }: IssueFrameProps) {
  // The value lives here and nowhere else: when the dialog goes, it is gone.
  const [issued, setIssued] = useState<IssuedToken>();
  if (issued) {
    return (
      <ValueDialog
        title={`Issued ${issued.name}`}
        name={issued.name}
        value={issued.token}
        kind={issued.exposure}
        onClose={onClose}
      />
    );
  }
  return (
    <Modal opened onClose={onClose} title={title} size="lg" closeButtonProps={{ "aria-label": "Close" }}>
      {children(setIssued)}
    </Modal>
  );
}
