import { AbilityBuilder, createMongoAbility, subject } from "@casl/ability";
import { HELD_PERMISSIONS, HELD_PROJECTS, PROJECTS, QUESTIONS } from "../installation.ts";

/** One rule per permission, each for the projects of the role. The subjects are made beforehand. */
export function createCaslJudge(): (index: number) => boolean {
  const { can, build } = new AbilityBuilder(createMongoAbility);
  for (const permission of HELD_PERMISSIONS) can(permission, "Project", { slug: { $in: HELD_PROJECTS } });
  const ability = build();
  const subjects = new Map<string, object>(PROJECTS.map((slug) => [slug, subject("Project", { slug })]));
  const asked = QUESTIONS.map(({ permission, project }) => ({ permission, subject: subjects.get(project)! }));
  return (index) => ability.can(asked[index]!.permission, asked[index]!.subject);
}
