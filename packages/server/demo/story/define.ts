import type { Client } from "@keywright/sdk";
import { promised } from "../promised.ts";
import type { Stage } from "../stage.ts";
import { OFFICE, SECRET_VALUE, SHOP } from "./cast.ts";

export async function define(stage: Stage, operator: Client): Promise<void> {
  stage.chapter("Define", "the permissions of a platform, and two projects to use them on");
  await stage.allowed({
    says: "Loaded the catalogue template paas",
    run: () => operator.putCatalogue({ body: { template: "paas" } }),
    check: ({ scopes }) =>
      promised(
        "The catalogue holds a platform's permissions beside Keywright's own.",
        permissionsOf(scopes).some(({ origin }) => origin === "operator"),
      ),
    adds: ({ count, scopes }) => `${count} permissions in ${scopes.length} scopes`,
  });
  for (const { name, projectId, group } of [SHOP, OFFICE]) {
    await stage.allowed({
      says: `Made project ${projectId} with the secret group ${group}`,
      run: async () => {
        const project = await operator.createProject({ body: { name } });
        const secretGroup = await operator.createSecretGroup({
          params: { projectId },
          body: {
            name: group,
            secretType: "environment",
            priority: 10,
            secrets: { variables: { PASSWORD: SECRET_VALUE } },
          },
        });
        return { project, secretGroup };
      },
      check: ({ project, secretGroup }) =>
        promised("The ids are made of the names.", project.id === projectId && secretGroup.id === group),
    });
  }
}

type Scopes = Awaited<ReturnType<Client["putCatalogue"]>>["scopes"];

function permissionsOf(scopes: Scopes) {
  const resources = scopes.flatMap(({ categories }) => categories).flatMap(({ resources }) => resources);
  return resources.flatMap(({ permissions }) => permissions);
}
