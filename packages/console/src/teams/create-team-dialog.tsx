import { TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate, useRouter } from "@tanstack/react-router";
import { useState } from "react";
import { accountQuery } from "../api/account.ts";
import type { Answer } from "../api/read.ts";
import { useWrite } from "../api/write.ts";
import { usePlace } from "../app/place.ts";
import { InvitationDialog } from "../members/invitation-dialog.tsx";
import { fieldError } from "../ui/failure.tsx";
import { NameFields } from "../ui/name-fields.tsx";
import { FormDialog } from "../ui/form-dialog.tsx";

interface TeamBody {
  readonly name: string;
  readonly description: string | null;
  readonly owner?: { readonly email: string };
}

/** A team begins with an owner: whoever is named, or else somebody of the organization steps in. */
export function CreateTeamDialog({ onClose }: { readonly onClose: () => void }) {
  const { client } = usePlace();
  const openTeam = useOpenTeam();
  const [name, setName] = useState("");
  const [description, setDescription] = useState("");
  const [email, setEmail] = useState("");
  const [created, setCreated] = useState<Answer<"createTeam">>();
  const create = useWrite((body: TeamBody, options) => client.createTeam({ body }, options));
  async function submit() {
    const team = await create.run({
      name,
      description: description || null,
      ...(email && { owner: { email } }),
    });
    if (!team) return;
    if (team.invitation?.link === undefined) await openTeam(team.id);
    else setCreated(team);
  }
  if (created?.invitation) {
    const { id, invitation } = created;
    return <InvitationDialog invitation={invitation} email={email} onClose={() => void openTeam(id)} />;
  }
  return (
    <FormDialog
      title="Create a team"
      verb="Create"
      write={create}
      disabled={name.trim() === ""}
      onSubmit={submit}
      onClose={onClose}
    >
      <NameFields
        name={name}
        description={description}
        onName={setName}
        onDescription={setDescription}
        error={create.error}
        isFirst
      />
      <TextInput
        label="Owner's e-mail"
        description="Invited as the team's owner. It may be your own."
        type="email"
        value={email}
        error={fieldError(create.error, "owner.email")}
        onChange={(event) => setEmail(event.currentTarget.value)}
      />
    </FormDialog>
  );
}

/** The routes let those in who reach the team, which the account knows only once it is read anew. */
function useOpenTeam() {
  const { org } = usePlace();
  const queries = useQueryClient();
  const router = useRouter();
  const navigate = useNavigate();
  return async (team: string) => {
    const account = await queries.fetchQuery({ ...accountQuery, staleTime: 0 });
    await router.invalidate();
    const reached = account.memberships.some(
      (one) => one.org.id === org && one.teams.some(({ id }) => id === team),
    );
    await navigate(
      reached ? { to: "/o/$org/t/$team", params: { org, team } } : { to: "/o/$org", params: { org } },
    );
  };
}
