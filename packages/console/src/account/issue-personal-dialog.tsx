import { Stack } from "@mantine/core";
import { useState } from "react";
import { InPlace } from "../app/place.ts";
import { IssueFrame } from "../tokens/issue-dialog.tsx";
import { IssueSteps } from "../tokens/issue-steps.tsx";
import { OwnPlaceField } from "../tokens/own-place-field.tsx";
import type { OwnPlace } from "../tokens/own-places.ts";

interface IssuePersonalDialogProps {
  readonly places: readonly [OwnPlace, ...OwnPlace[]];
  readonly onClose: () => void;
}

/** First where it is good, where there is a choice; then as anywhere. */
export function IssuePersonalDialog({ places, onClose }: IssuePersonalDialogProps) {
  const [place, setPlace] = useState(places[0]);
  return (
    <IssueFrame title="Issue a personal token" onClose={onClose}>
      {(onIssued) => (
        <Stack gap="md">
          {places.length > 1 && <OwnPlaceField places={places} value={place} onChange={setPlace} />}
          <InPlace value={place}>
            <IssueSteps key={place.value} isPersonal onIssued={onIssued} onClose={onClose} />
          </InPlace>
        </Stack>
      )}
    </IssueFrame>
  );
}
