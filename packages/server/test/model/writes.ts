import type { Run } from "./script.ts";
import { type ScriptToken, type Slot, someNarrowing, someRole, type Tenant } from "./tenant.ts";
import type { IssuedKey } from "./truth.ts";

const LIVE_TOKENS_WANTED = 10;
const OVERLAP_MAX_MS = 2000;

/** Starts one write, chosen by what the script believes is there; it is answered later, beside the steps that follow. */
export function someWrite(run: Run): void {
  const { random } = run;
  const tenant = random.pick(run.tenants)!;
  if (tenant.isSuspended ? random.chance(0.5) : random.chance(0.02)) return suspendOrResume(run, tenant);
  if (tenant.isSuspended) return;
  const role = random.pick(tenant.roles)!;
  const token = random.pick(tenant.tokens.filter(({ isRevoked }) => !isRevoked));
  const liveTokens = tenant.tokens.filter(({ isRevoked }) => !isRevoked).length;
  const kind = random.next();
  if (!role.isThere) return createRole(run, tenant, role);
  if (kind < 0.1) return changeProject(run, tenant, random.pick(tenant.projects)!);
  if (kind < 0.3) return editRole(run, tenant, role);
  if (kind < 0.35) return deleteRole(run, tenant, role);
  if (!token || liveTokens < LIVE_TOKENS_WANTED || kind < 0.55) return issue(run, tenant, role);
  if (kind < 0.75) return revoke(run, tenant, token);
  return kind < 0.9 ? rotate(run, tenant, token) : deleteKey(run, tenant, token);
}

export function suspendOrResume(run: Run, tenant: Tenant): void {
  const writing = run.plan();
  const suspended = !tenant.isSuspended;
  tenant.isSuspended = suspended;
  const sent = tenant.turn.then(() =>
    writing.send({
      tenant,
      token: run.operatorToken,
      call: (client, options) =>
        client.patchOrg({ params: { orgId: tenant.id }, body: { suspended } }, options),
      deeds: [{ kind: suspended ? "suspended" : "resumed" }],
    }),
  );
  tenant.turn = run.background(sent, { isCounted: false });
}

function createRole(run: Run, tenant: Tenant, slot: Slot): void {
  const writing = run.plan();
  const { permissions } = someRole(run.random);
  const words = { permissions, restrictions: UNRESTRICTED };
  const body = { name: slot.name, permissions: scoped(permissions) };
  begin(run, slot, (role) =>
    writing.send({
      tenant,
      call: (client, options) => client.createRole({ params: { teamId: tenant.teamId }, body }, options),
      deeds: [{ kind: "role set", role, words }],
    }),
  );
}

const UNRESTRICTED = { enabled: false, projects: [], restrictionMode: "in", environments: null } as const;

function scoped(permissions: readonly string[]) {
  return {
    teamScope: permissions.filter((permission) => permission.startsWith("team:")),
    projectScope: permissions.filter((permission) => permission.startsWith("project:")),
  };
}

function editRole(run: Run, tenant: Tenant, slot: Slot): void {
  const writing = run.plan();
  const words = someRole(run.random);
  const { restrictions } = words;
  const body = {
    permissions: scoped(words.permissions),
    restrictions: {
      ...restrictions,
      projects: [...restrictions.projects],
      environments: restrictions.environments && [...restrictions.environments],
    },
  };
  void meanwhile(run, slot, (role) =>
    writing.send({
      tenant,
      call: (client, options) =>
        client.patchRole({ params: { teamId: tenant.teamId, roleId: slot.name }, body }, options),
      deeds: [{ kind: "role set", role, words }],
    }),
  );
}

function deleteRole(run: Run, tenant: Tenant, slot: Slot): void {
  const writing = run.plan();
  for (const token of tenant.tokens) if (token.role === slot.real) token.isRevoked = true;
  end(run, slot, (role) =>
    writing.send({
      tenant,
      call: (client, options) =>
        client.deleteRole({ params: { teamId: tenant.teamId, roleId: slot.name } }, options),
      deeds: [{ kind: "role deleted", role }],
    }),
  );
}

function changeProject(run: Run, tenant: Tenant, slot: Slot): void {
  const writing = run.plan();
  const { name: project } = slot;
  const { teamId } = tenant;
  if (slot.isThere) {
    return end(run, slot, () =>
      writing.send({
        tenant,
        call: (client, options) => client.deleteProject({ params: { teamId, projectId: project } }, options),
        deeds: [{ kind: "project deleted", project }],
      }),
    );
  }
  begin(run, slot, () =>
    writing.send({
      tenant,
      call: (client, options) =>
        client.createProject({ params: { teamId }, body: { name: project } }, options),
      deeds: [{ kind: "project created", project }],
    }),
  );
}

function issue(run: Run, tenant: Tenant, slot: Slot): void {
  const writing = run.plan();
  const narrowing = someNarrowing(run.random);
  const token: ScriptToken = { role: "", isRevoked: false, turn: Promise.resolve(), id: "", keys: [] };
  tenant.add(token);
  token.turn = meanwhile(run, slot, async (role) => {
    const issued = await writing.issue(tenant, slot.name, narrowing);
    if (!issued) return void (token.isRevoked = true);
    const { id, key, token: value } = issued;
    Object.assign(token, { id, role });
    token.keys.push({ org: tenant.id, token: id, key: key.id, value, role, narrowing });
  });
}

function revoke(run: Run, tenant: Tenant, token: ScriptToken): void {
  const writing = run.plan();
  token.isRevoked = true;
  void run.background(
    token.turn.then(async () => {
      if (!token.id) return;
      await writing.send({
        tenant,
        call: (client, options) =>
          client.revokeToken({ params: { teamId: tenant.teamId, tokenId: token.id } }, options),
        deeds: [{ kind: "token revoked", token: token.id }],
      });
    }),
  );
}

function rotate(run: Run, tenant: Tenant, token: ScriptToken): void {
  const writing = run.plan();
  const overlap = run.random.pick(["none", "some", "for ever"] as const)!;
  const overlapMs = run.random.next() * OVERLAP_MAX_MS + 100;
  inTurn(run, token, async (known) => {
    const endsAt = overlap === "some" ? new Date(Date.now() + overlapMs) : null;
    const otherKeysExpiresAt = overlap === "none" ? undefined : (endsAt?.toISOString() ?? null);
    const keys = token.keys.map(({ key }) => key);
    const rotated = await writing.send({
      tenant,
      call: (client, options) =>
        client.rotateToken(
          {
            params: { teamId: tenant.teamId, tokenId: token.id },
            body: overlap === "none" ? {} : { otherKeysExpiresAt: otherKeysExpiresAt ?? null },
          },
          options,
        ),
      deeds:
        overlap === "for ever"
          ? []
          : [{ kind: "keys ended", keys, atSeconds: endsAt ? Math.floor(endsAt.getTime() / 1000) : 0 }],
    });
    if (rotated) token.keys.push({ ...known, key: rotated.key.id, value: rotated.token });
  });
}

function deleteKey(run: Run, tenant: Tenant, token: ScriptToken): void {
  const writing = run.plan();
  const which = run.random.next();
  inTurn(run, token, async () => {
    const { key } = token.keys[Math.floor(which * token.keys.length)]!;
    await writing.send({
      tenant,
      call: (client, options) =>
        client.deleteKey({ params: { teamId: tenant.teamId, tokenId: token.id, keyId: key } }, options),
      deeds: [{ kind: "keys ended", keys: [key], atSeconds: 0 }],
    });
  });
}

/** When what was there before has gone, and all that went on under its name. */
function begin(run: Run, slot: Slot, write: (life: string) => Promise<unknown>): void {
  slot.isThere = true;
  slot.life += 1;
  const life = `${slot.name}#${slot.life}`;
  const before = Promise.all([slot.turn, ...slot.busy]);
  const begun = before.then(async () => {
    if (slot.real === undefined && (await write(life))) slot.real = life;
    slot.isThere = slot.real !== undefined;
  });
  slot.turn = run.background(begun);
}

/** While it is there, and perhaps no longer: ends meet edits. */
function meanwhile(run: Run, slot: Slot, write: (life: string) => Promise<unknown>): Promise<void> {
  const done = run.background(slot.turn.then(() => slot.real && write(slot.real)));
  slot.busy.add(done);
  void done.finally(() => slot.busy.delete(done));
  return done;
}

function end(run: Run, slot: Slot, write: (life: string) => Promise<unknown>): void {
  slot.isThere = false;
  const ended = slot.turn.then(async () => {
    if (slot.real && (await write(slot.real))) slot.real = undefined;
    slot.isThere = slot.real !== undefined;
  });
  slot.turn = run.background(ended);
}

function inTurn(run: Run, token: ScriptToken, write: (known: IssuedKey) => Promise<void>): void {
  token.turn = run.background(
    token.turn.then(async () => {
      const [known] = token.keys;
      if (known) await write(known);
    }),
  );
}
