import { Anchor } from "@mantine/core";
import { signOut } from "../api/sessions.ts";
import { useAccount } from "../app/place.ts";

/** Whoever approves gives away a token of their own: they should see whose. */
export function SignedInAs() {
  const { person } = useAccount();
  return (
    <>
      <bdi>{person.name}</bdi>, {person.email}{" "}
      <Anchor component="button" type="button" fz={13} onClick={() => void signOut(window.location.pathname)}>
        Use another account
      </Anchor>
    </>
  );
}
