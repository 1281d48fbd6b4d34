import { Stack, Text } from "@mantine/core";
import { useState } from "react";
import { InPlace, useAccount } from "../app/place.ts";
import { OwnPlaceField } from "../tokens/own-place-field.tsx";
import type { Answered } from "./answered-page.tsx";
import { ApprovalFields } from "./approval-fields.tsx";
import { DenyButton } from "./deny-button.tsx";
import { loginPlaces } from "./login-places.ts";
import type { LoginRequest } from "./login-request.ts";

interface ApprovalFormProps {
  readonly request: LoginRequest;
  readonly onAnswered: (answered: Answered) => void;
}

/** Where the token will be good, what it may do, what it is called and how long it lives; then yes or no. */
export function ApprovalForm({ request, onAnswered }: ApprovalFormProps) {
  const account = useAccount();
  const places = loginPlaces(account, request);
  const [place, setPlace] = useState(places[0]);
  const [name, setName] = useState(request.clientName);
  const org = place?.org ?? account.memberships[0]?.org.id;
  if (org === undefined) return <Text fz={14}>{NO_ORG}</Text>;
  const deny = <DenyButton request={request} org={org} onAnswered={onAnswered} />;
  if (!place) {
    return (
      <Stack gap="md">
        <Text fz={14}>{NO_PLACE}</Text>
        {deny}
      </Stack>
    );
  }
  return (
    <Stack gap="md">
      <OwnPlaceField places={places} value={place} onChange={setPlace} />
      <InPlace value={place}>
        <ApprovalFields
          key={place.value}
          request={request}
          name={name}
          onName={setName}
          deny={deny}
          onAnswered={onAnswered}
        />
      </InPlace>
    </Stack>
  );
}

const NO_ORG =
  "You are in no organization, so you have no token to give. Ask for an invitation first. If you did not start this, just close the page.";
const NO_PLACE = "You hold no role that a token could be made from. Ask an owner of your team for one.";
