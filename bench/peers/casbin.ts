import { newEnforcer, newModelFromString } from "casbin";
import { HELD_PERMISSIONS, HELD_PROJECTS, QUESTIONS } from "../installation.ts";

/** Roles with domains, as casbin's manual models tenants: the project is the domain. */
const MODEL = `
[request_definition]
r = sub, dom, act

[policy_definition]
p = sub, dom, act

[role_definition]
g = _, _

[policy_effect]
e = some(where (p.eft == allow))

[matchers]
m = r.act == p.act && r.dom == p.dom && g(r.sub, p.sub)
`;

export async function createCasbinJudge(): Promise<(index: number) => boolean> {
  const enforcer = await newEnforcer(newModelFromString(MODEL));
  await enforcer.addPolicies(
    HELD_PERMISSIONS.flatMap((permission) => HELD_PROJECTS.map((project) => ["deploy", project, permission])),
  );
  await enforcer.addRoleForUser("token", "deploy");
  return (index) => {
    const { permission, project } = QUESTIONS[index]!;
    return enforcer.enforceSync("token", project, permission);
  };
}
